using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables;

/// <summary>Where tables live: in a store of this process, or behind the service's REST protocol.</summary>
/// <remarks>Every refusal is a <see cref="RequestFailedException"/> with the service's status and error code.</remarks>
internal interface ITableEngine
{
    string AccountName { get; }

    Uri Endpoint { get; }

    Task<Response> CreateTableAsync(string table, CancellationToken cancellationToken);

    Task<Response> DeleteTableAsync(string table, CancellationToken cancellationToken);

    Task<Page<TableItem>> ListTablesAsync(string? filter, int? pageSize, string? continuation, CancellationToken cancellationToken);

    /// <summary>Writes one entity. Deleting one that is not there answers 404 without an exception, as the official client does.</summary>
    Task<Response> WriteAsync(string table, TableTransactionAction action, CancellationToken cancellationToken);

    /// <summary>Writes all or nothing. The answers are in the order of the actions, of which there is at least one.</summary>
    /// <exception cref="TableTransactionFailedException">An action was refused.</exception>
    Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        string table, IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken);

    /// <summary>Reads one entity.</summary>
    /// <param name="missingIsNull">Whether any 404, be it the entity or its table, is null instead of an exception.</param>
    Task<(T? Entity, Response Response)> ReadAsync<T>(
        string table, string partitionKey, string rowKey, Selection? select, bool missingIsNull, CancellationToken cancellationToken)
        where T : class, ITableEntity;

    /// <summary>Reads one page of entities in the order of their keys. A page may be short, even empty, and have a next one.</summary>
    Task<Page<T>> QueryAsync<T>(
        string table, string? filter, Selection? select, int? pageSize, string? continuation, CancellationToken cancellationToken)
        where T : class, ITableEntity;
}
