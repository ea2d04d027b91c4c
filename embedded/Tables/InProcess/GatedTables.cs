using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Gates;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>Tables whose reads and writes pass a gate. Creating and listing tables does not: that is done at start.</summary>
internal sealed class GatedTables(ITableEngine tables, WorkGate gate) : ITableEngine
{
    public string AccountName => tables.AccountName;

    public Uri Endpoint => tables.Endpoint;

    public Task<Response> CreateTableAsync(string table, CancellationToken cancellationToken) => tables.CreateTableAsync(table, cancellationToken);

    public Task<Response> DeleteTableAsync(string table, CancellationToken cancellationToken) => tables.DeleteTableAsync(table, cancellationToken);

    public Task<Page<TableItem>> ListTablesAsync(string? filter, int? pageSize, string? continuation, CancellationToken cancellationToken) =>
        tables.ListTablesAsync(filter, pageSize, continuation, cancellationToken);

    public Task<Response> WriteAsync(string table, TableTransactionAction action, CancellationToken cancellationToken) =>
        PassAsync($"{NameOf(action.ActionType)} {table}", () => tables.WriteAsync(table, action, cancellationToken));

    public Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        string table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        PassAsync($"submit {table}", () => tables.SubmitAsync(table, actions, cancellationToken));

    public async Task<(T? Entity, Response Response)> ReadAsync<T>(
        string table, string partitionKey, string rowKey, Selection? select, bool missingIsNull, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        await gate.PassAsync(GatePoint.BeforeRead, $"get {table}").ConfigureAwait(false);
        return await tables.ReadAsync<T>(table, partitionKey, rowKey, select, missingIsNull, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Page<T>> QueryAsync<T>(
        string table, string? filter, Selection? select, int? pageSize, string? continuation, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        await gate.PassAsync(GatePoint.BeforeRead, $"query {table}").ConfigureAwait(false);
        return await tables.QueryAsync<T>(table, filter, select, pageSize, continuation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> PassAsync<T>(string name, Func<Task<T>> write)
    {
        await gate.PassAsync(GatePoint.BeforeWrite, name).ConfigureAwait(false);
        var answer = await write().ConfigureAwait(false);
        await gate.PassAsync(GatePoint.AfterWrite, name).ConfigureAwait(false);
        return answer;
    }

    private static string NameOf(TableTransactionActionType type) => type switch
    {
        TableTransactionActionType.Add => "add",
        TableTransactionActionType.Delete => "delete",
        TableTransactionActionType.UpsertMerge or TableTransactionActionType.UpsertReplace => "upsert",
        _ => "update",
    };
}
