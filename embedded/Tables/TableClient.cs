using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Tables;
using EmbeddedFunctions.Tables.Entities;
using EmbeddedFunctions.Tables.Filters;

namespace Azure.Data.Tables;

/// <summary>One table: in a store of this process, or of a storage account. Safe for use on many threads.</summary>
/// <remarks>Refusals are <see cref="RequestFailedException"/>, with codes of <see cref="TableErrorCode"/>.</remarks>
public class TableClient
{
    private readonly ITableEngine _engine = null!;

    /// <param name="connectionString">
    /// <c>EmbeddedStore=path</c> for a store of this process; otherwise an account's, such as <c>UseDevelopmentStorage=true</c>.
    /// </param>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <inheritdoc cref="TableClient(string, string)"/>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableEngines.Open(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableEngines.Open(endpoint, credential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableEngines.Open(endpoint, tokenCredential, options), tableName)
    {
    }

    protected TableClient()
    {
    }

    internal TableClient(ITableEngine engine, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _engine = engine;
        Name = tableName;
    }

    public virtual string Name { get; } = null!;

    public virtual string AccountName => _engine.AccountName;

    public virtual Uri Uri => new($"{_engine.Endpoint.AbsoluteUri.TrimEnd('/')}/{Name}");

    /// <summary>Quotes and escapes the values of an interpolated filter.</summary>
    public static string CreateQueryFilter(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return FilterText.Of(filter);
    }

    /// <summary>Turns a predicate into a filter.</summary>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => FilterExpression.Text(filter)!;

    public virtual async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default)
    {
        var response = await _engine.CreateTableAsync(Name, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new TableItem(Name), response);
    }

    /// <summary>Creates the table unless it is there.</summary>
    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        TableEngines.CreateIfNotExistsAsync(_engine, Name, cancellationToken);

    /// <summary>Deletes the table and all that is in it. One that is not there answers 404 without an exception.</summary>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        TableEngines.DeleteIfExistsAsync(_engine, Name, cancellationToken);

    /// <summary>Reads one entity.</summary>
    /// <param name="select">The properties wanted; all if there are none.</param>
    /// <exception cref="RequestFailedException">404: the entity (ResourceNotFound) or the table (TableNotFound) is not there.</exception>
    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var (entity, response) = await _engine
            .ReadAsync<T>(Name, partitionKey, rowKey, Selection.From(select), missingIsNull: false, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(entity!, response);
    }

    /// <summary>Reads one entity, or finds it missing.</summary>
    /// <param name="select">The properties wanted; all if there are none.</param>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        var (entity, response) = await _engine
            .ReadAsync<T>(Name, partitionKey, rowKey, Selection.From(select), missingIsNull: true, cancellationToken).ConfigureAwait(false);
        return entity is null ? new Missing<T>(response) : Response.FromValue(entity, response);
    }

    /// <summary>Adds an entity; its new ETag is in the response's headers.</summary>
    /// <exception cref="RequestFailedException">409 EntityAlreadyExists.</exception>
    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync(TableTransactionActionType.Add, entity, default, cancellationToken);

    /// <summary>Updates an entity that is there.</summary>
    /// <param name="ifMatch">The version expected, or <see cref="ETag.All"/> for any; required.</param>
    /// <exception cref="RequestFailedException">404 ResourceNotFound, 412 UpdateConditionNotSatisfied.</exception>
    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        if (ifMatch == default)
        {
            throw new ArgumentException("An update needs the ETag it expects, or ETag.All to overwrite whatever is there.", nameof(ifMatch));
        }

        var type = IsReplace(mode) ? TableTransactionActionType.UpdateReplace : TableTransactionActionType.UpdateMerge;
        return WriteAsync(type, entity, ifMatch, cancellationToken);
    }

    /// <summary>Adds an entity, or updates the one that is there whatever its version.</summary>
    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        var type = IsReplace(mode) ? TableTransactionActionType.UpsertReplace : TableTransactionActionType.UpsertMerge;
        return WriteAsync(type, entity, default, cancellationToken);
    }

    /// <summary>Deletes an entity. One that is not there answers 404 without an exception.</summary>
    /// <param name="ifMatch">The version expected; the default stands for any.</param>
    /// <exception cref="RequestFailedException">412 UpdateConditionNotSatisfied.</exception>
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return WriteAsync(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ifMatch, cancellationToken);
    }

    /// <inheritdoc cref="DeleteEntityAsync(string, string, ETag, CancellationToken)"/>
    public virtual Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    /// <summary>Reads the entities that match, in the order of their keys, page by page.</summary>
    /// <param name="maxPerPage">1 to 1,000, which is the default.</param>
    /// <param name="select">The properties wanted; all if there are none.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => QueryAsync<T>(FilterExpression.Text(filter), maxPerPage, select, cancellationToken);

    /// <inheritdoc cref="QueryAsync{T}(Expression{Func{T, bool}}, int?, IEnumerable{string}?, CancellationToken)"/>
    /// <param name="filter">In OData; null for all. <see cref="CreateQueryFilter(FormattableString)"/> makes one.</param>
    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var selection = Selection.From(select);
        return new PagesOf<T>(
            (continuation, pageSize, token) => _engine.QueryAsync<T>(Name, filter, selection, pageSize, continuation, token),
            maxPerPage,
            cancellationToken);
    }

    /// <summary>Writes up to 100 entities of one partition, all or none.</summary>
    /// <returns>One response for each action, in order, with the new ETag in its headers.</returns>
    /// <exception cref="TableTransactionFailedException">An action was refused; its index is in the exception.</exception>
    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        var actions = transactionActions as IReadOnlyList<TableTransactionAction> ?? [.. transactionActions];
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("A transaction needs at least one action.");
        }

        return _engine.SubmitAsync(Name, actions, cancellationToken);
    }

    private static bool IsReplace(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => false,
        TableUpdateMode.Replace => true,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not an update mode."),
    };

    private Task<Response> WriteAsync(TableTransactionActionType type, ITableEntity entity, ETag ifMatch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey);
        ArgumentNullException.ThrowIfNull(entity.RowKey);
        return _engine.WriteAsync(Name, new TableTransactionAction(type, entity, ifMatch), cancellationToken);
    }
}
