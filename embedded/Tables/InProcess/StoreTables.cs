using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Store;
using EmbeddedFunctions.Tables.Entities;
using EmbeddedFunctions.Tables.Filters;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>
/// Tables in a store of this process. A write is checked and encoded on the caller's thread and is one work item of the store's writer;
/// reads run on the caller's thread and end before their task is returned.
/// </summary>
internal sealed class StoreTables : ITableEngine
{
    private static readonly ConditionalWeakTable<EmbeddedStore, StoreTables> Engines = [];

    private readonly EmbeddedStore _store;
    private readonly WriteClock _clock;

    private StoreTables(EmbeddedStore store)
    {
        _store = store;
        _clock = new WriteClock(store.TimeProvider);
        Endpoint = new Uri(store.Path);
        store.EnsureSchema(StoreSchema.Area, StoreSchema.Version1);
        store.Read(scope =>
        {
            _clock.Load(scope);
            return true;
        });
    }

    public string AccountName => "embedded";

    public Uri Endpoint { get; }

    /// <summary>The one engine of a store: its clock gives ETags that must not repeat.</summary>
    public static StoreTables Of(EmbeddedStore store)
    {
        lock (Engines)
        {
            return Engines.GetValue(store, key => new StoreTables(key));
        }
    }

    public async Task<Response> CreateTableAsync(string table, CancellationToken cancellationToken)
    {
        TableNames.Check(table);
        var created = await _store.WriteAsync(
            scope => scope.Prepare("INSERT INTO tables_names(name) VALUES(?1) ON CONFLICT DO NOTHING").Bind(1, table).Execute() == 1,
            cancellationToken).ConfigureAwait(false);
        return created ? new StoreResponse(204) : throw TableFailure.TableAlreadyExists.ToException();
    }

    public async Task<Response> DeleteTableAsync(string table, CancellationToken cancellationToken)
    {
        var deleted = await _store.WriteAsync(
            scope =>
            {
                if (EntityRows.FindTable(scope, table) is not { } id)
                {
                    return false;
                }

                scope.Prepare("DELETE FROM tables_entities WHERE table_id=?1").Bind(1, id).Execute();
                scope.Prepare("DELETE FROM tables_names WHERE id=?1").Bind(1, id).Execute();
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return deleted ? new StoreResponse(204) : throw TableFailure.TableNotFound.ToException();
    }

    public Task<Page<TableItem>> ListTablesAsync(string? filter, int? pageSize, string? continuation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var condition = ParseFilter(filter);
        var take = PageSize(pageSize);
        var page = _store.Read(scope => TableNames.List(scope, condition, take, continuation));
        return Task.FromResult(page);
    }

    public async Task<Response> WriteAsync(string table, TableTransactionAction action, CancellationToken cancellationToken)
    {
        var encoded = Encode(action, out var failure);
        if (failure is not null)
        {
            throw failure.ToException();
        }

        var outcome = await _store.WriteAsync(
            scope =>
            {
                if (EntityRows.FindTable(scope, table) is not { } id)
                {
                    return WriteOutcome.Refused(TableFailure.TableNotFound, 0);
                }

                var writtenAt = _clock.Next(scope);
                return EntityRows.Apply(scope, id, encoded, writtenAt) is { } refusal
                    ? WriteOutcome.Refused(refusal, 0)
                    : WriteOutcome.Written(writtenAt);
            },
            cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } refused)
        {
            return action.ActionType == TableTransactionActionType.Delete && refused.Status == 404
                ? new StoreResponse(404, 0, refused.ErrorCode)
                : throw refused.ToException();
        }

        return new StoreResponse(204, action.ActionType == TableTransactionActionType.Delete ? 0 : outcome.WrittenAt);
    }

    public async Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        string table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var encoded = Encode(actions);
        var outcome = await _store.WriteAsync(scope => Apply(scope, table, encoded), cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is { } failure)
        {
            throw failure.ToException(outcome.FailedIndex);
        }

        var written = new StoreResponse(204, outcome.WrittenAt);
        var responses = new Response[actions.Count];
        for (var i = 0; i < responses.Length; i++)
        {
            responses[i] = actions[i].ActionType == TableTransactionActionType.Delete ? new StoreResponse(204) : written;
        }

        return Response.FromValue<IReadOnlyList<Response>>(responses, responses[0]);
    }

    public Task<(T? Entity, Response Response)> ReadAsync<T>(
        string table, string partitionKey, string rowKey, Selection? select, bool missingIsNull, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (result, failure) = _store.ReadStatement(
            (table, partitionKey, rowKey, select),
            static (scope, key) =>
            {
                var found = EntityQuery.Find(scope, key.table, key.partitionKey, key.rowKey, EntityShape.Of<T>(), key.select, out var failure);
                return (found, failure);
            });
        if (failure is not null && !missingIsNull)
        {
            throw failure.ToException();
        }

        Response response = failure is null ? new StoreResponse(200) : new StoreResponse(404, 0, failure.ErrorCode);
        return Task.FromResult((result, response));
    }

    public Task<Page<T>> QueryAsync<T>(
        string table, string? filter, Selection? select, int? pageSize, string? continuation, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        cancellationToken.ThrowIfCancellationRequested();
        var query = new EntityQuery(ParseFilter(filter), PageSize(pageSize), continuation);
        var shape = EntityShape.Of<T>();
        return Task.FromResult(_store.Read(scope => query.Page(scope, table, shape, select)));
    }

    private static FilterNode ParseFilter(string? filter)
    {
        try
        {
            return FilterParser.Parse(filter);
        }
        catch (FilterFormatException e)
        {
            throw TableFailure.New(400, TableErrorCode.InvalidInput, e.Message).ToException();
        }
    }

    private static int PageSize(int? pageSize) => pageSize switch
    {
        null => EntityLimits.PageSizeMax,
        >= 1 and <= EntityLimits.PageSizeMax => pageSize.Value,
        _ => throw TableFailure.New(
            400, TableErrorCode.InvalidInput, $"A page holds 1 to {EntityLimits.PageSizeMax} results; {pageSize} were asked for.").ToException(),
    };

    private static EncodedAction[] Encode(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count > EntityLimits.ActionsMax)
        {
            throw TableFailure.TooManyActions.ToException(EntityLimits.ActionsMax);
        }

        var encoded = new EncodedAction[actions.Count];
        var rowKeys = new HashSet<string>(actions.Count, StringComparer.Ordinal);
        var bytes = 0L;
        for (var i = 0; i < encoded.Length; i++)
        {
            encoded[i] = Encode(actions[i], out var failure);
            bytes += encoded[i].Properties.Length + ((encoded[i].PartitionKey.Length + encoded[i].RowKey.Length) * 2);
            failure ??= encoded[i].PartitionKey != encoded[0].PartitionKey ? TableFailure.DifferentPartitions
                : !rowKeys.Add(encoded[i].RowKey) ? TableFailure.DuplicateRow(encoded[i].RowKey)
                : bytes > EntityLimits.TransactionBytesMax ? TableFailure.RequestBodyTooLarge
                : null;
            if (failure is not null)
            {
                throw failure.ToException(i);
            }
        }

        return encoded;
    }

    private static EncodedAction Encode(TableTransactionAction action, out TableFailure? failure)
    {
        var entity = action.Entity;
        var (partitionKey, rowKey) = (entity.PartitionKey, entity.RowKey);
        if (partitionKey is null || rowKey is null)
        {
            failure = TableFailure.New(400, TableErrorCode.PropertiesNeedValue, "The values are not specified for all properties in the entity.");
            return new EncodedAction(action.ActionType, partitionKey ?? string.Empty, rowKey ?? string.Empty, 0, []);
        }

        if (action.ActionType == TableTransactionActionType.Delete)
        {
            failure = EntityLimits.CheckKey("PartitionKey", partitionKey) ?? EntityLimits.CheckKey("RowKey", rowKey);
            return new EncodedAction(action.ActionType, partitionKey, rowKey, IfMatch(action.ETag), []);
        }

        var writer = EntityWriter.Rent();
        EntityShape.Of(entity).Write(entity, writer);
        failure = EntityLimits.Check(partitionKey, rowKey, writer.Written);
        return new EncodedAction(ServiceType(action), partitionKey, rowKey, IfMatch(action.ETag), writer.ToArray());
    }

    /// <summary>
    /// An update without an ETag is sent without If-Match, and to the service that is an upsert. The official client does so in transactions.
    /// </summary>
    private static TableTransactionActionType ServiceType(TableTransactionAction action) => (action.ActionType, action.ETag == default) switch
    {
        (TableTransactionActionType.UpdateMerge, true) => TableTransactionActionType.UpsertMerge,
        (TableTransactionActionType.UpdateReplace, true) => TableTransactionActionType.UpsertReplace,
        _ => action.ActionType,
    };

    private static long IfMatch(ETag etag) => etag == default || etag == ETag.All ? 0 : StoreETag.Ticks(etag);

    private WriteOutcome Apply(WriteScope scope, string table, EncodedAction[] actions)
    {
        if (EntityRows.FindTable(scope, table) is not { } id)
        {
            return WriteOutcome.Refused(TableFailure.TableNotFound, 0);
        }

        var writtenAt = _clock.Next(scope);
        for (var i = 0; i < actions.Length; i++)
        {
            if (EntityRows.Apply(scope, id, actions[i], writtenAt) is { } failure)
            {
                scope.Undo();
                return WriteOutcome.Refused(failure, i);
            }
        }

        return WriteOutcome.Written(writtenAt);
    }
}
