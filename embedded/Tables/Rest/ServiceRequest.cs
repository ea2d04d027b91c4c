using Azure;
using Azure.Core;
using Azure.Data.Tables;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>One request of the service's REST protocol, sent by itself or as a part of a transaction.</summary>
/// <param name="Path">Below the account's address, escaped, with its query.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="IfMatch">Null for none.</param>
internal sealed record ServiceRequest(RequestMethod Method, string Path, byte[]? Body = null, string? IfMatch = null, bool WantsNoContent = false)
{
    public static ServiceRequest Of(string table, TableTransactionAction action)
    {
        var entity = action.Entity;
        return action.ActionType switch
        {
            TableTransactionActionType.Add => new(RequestMethod.Post, table, Json(entity), WantsNoContent: true),
            TableTransactionActionType.UpdateMerge => new(RequestMethod.Patch, EntityPath(table, entity), Json(entity), IfMatchOf(action.ETag)),
            TableTransactionActionType.UpdateReplace => new(RequestMethod.Put, EntityPath(table, entity), Json(entity), IfMatchOf(action.ETag)),
            TableTransactionActionType.UpsertMerge => new(RequestMethod.Patch, EntityPath(table, entity), Json(entity)),
            TableTransactionActionType.UpsertReplace => new(RequestMethod.Put, EntityPath(table, entity), Json(entity)),
            TableTransactionActionType.Delete => new(RequestMethod.Delete, EntityPath(table, entity), null, IfMatchOf(action.ETag) ?? ETag.All.ToString()),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action.ActionType, "Not a kind of write."),
        };
    }

    public static string EntityPath(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{EscapeKey(partitionKey)}',RowKey='{EscapeKey(rowKey)}')";

    /// <summary>The request's own headers, without those that a pipeline adds.</summary>
    public IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("Accept", "application/json;odata=minimalmetadata");
        yield return ("DataServiceVersion", "3.0");
        if (Body is not null)
        {
            yield return ("Content-Type", "application/json;odata=nometadata");
        }

        if (IfMatch is not null)
        {
            yield return ("If-Match", IfMatch);
        }

        if (WantsNoContent)
        {
            yield return ("Prefer", "return-no-content");
        }
    }

    private static string EntityPath(string table, ITableEntity entity) => EntityPath(table, entity.PartitionKey, entity.RowKey);

    private static string EscapeKey(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private static string? IfMatchOf(ETag etag) => etag == default ? null : etag.ToString();

    private static byte[] Json(ITableEntity entity)
    {
        var writer = EntityWriter.Rent();
        EntityShape.Of(entity).Write(entity, writer);
        return EntityJson.Write(entity.PartitionKey, entity.RowKey, writer.Written);
    }
}
