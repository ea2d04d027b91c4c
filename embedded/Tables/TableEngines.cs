using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Store;
using EmbeddedFunctions.Tables.InProcess;
using EmbeddedFunctions.Tables.Rest;

namespace EmbeddedFunctions.Tables;

/// <summary>Chooses where the tables of a client live.</summary>
internal static class TableEngines
{
    /// <param name="options">Of no use to an embedded store.</param>
    public static ITableEngine Open(string connectionString, TableClientOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return EmbeddedStores.IsEmbedded(connectionString)
            ? InProcess(EmbeddedStores.Get(connectionString))
            : new RestTables(AccountConnection.Parse(connectionString), options);
    }

    public static ITableEngine Open(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new RestTables(AccountConnection.For(endpoint, credential), options);
    }

    public static ITableEngine Open(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new RestTables(AccountConnection.For(endpoint, credential, options?.Audience), options);
    }

    private static ITableEngine InProcess(EmbeddedStore store) =>
        store.Gate is { } gate ? new GatedTables(StoreTables.Of(store), gate) : StoreTables.Of(store);

    public static async Task<Response<TableItem>> CreateIfNotExistsAsync(ITableEngine engine, string table, CancellationToken cancellationToken)
    {
        try
        {
            return Response.FromValue(new TableItem(table), await engine.CreateTableAsync(table, cancellationToken).ConfigureAwait(false));
        }
        catch (RequestFailedException e) when (e.ErrorCode == TableErrorCode.TableAlreadyExists)
        {
            return Response.FromValue(new TableItem(table), e.GetRawResponse() ?? new StoreResponse(409, 0, e.ErrorCode));
        }
    }

    public static async Task<Response> DeleteIfExistsAsync(ITableEngine engine, string table, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.DeleteTableAsync(table, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return e.GetRawResponse() ?? new StoreResponse(404, 0, e.ErrorCode);
        }
    }
}
