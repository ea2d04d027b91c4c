using Azure.Data.Tables;
using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>The SQL of writing entities.</summary>
internal static class EntityRows
{
    /// <returns>The table's id; null if there is no such table.</returns>
    public static long? FindTable(StoreScope scope, string table)
    {
        using var row = scope.Prepare("SELECT id FROM tables_names WHERE name=?1").Bind(1, table);
        return row.Step() ? row.Int64(0) : null;
    }

    /// <returns>Why the action is refused; null when it is written.</returns>
    public static TableFailure? Apply(WriteScope scope, long tableId, in EncodedAction action, long writtenAt) => action.Type switch
    {
        TableTransactionActionType.Add => Add(scope, tableId, action, writtenAt),
        TableTransactionActionType.UpdateReplace => Replace(scope, tableId, action, writtenAt),
        TableTransactionActionType.UpdateMerge => Merge(scope, tableId, action, writtenAt, addIfMissing: false),
        TableTransactionActionType.Delete => Delete(scope, tableId, action),
        TableTransactionActionType.UpsertMerge => Merge(scope, tableId, action, writtenAt, addIfMissing: true),
        TableTransactionActionType.UpsertReplace => Put(scope, tableId, action, writtenAt),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.Type, "Not a kind of write."),
    };

    private static TableFailure? Add(WriteScope scope, long tableId, in EncodedAction action, long writtenAt)
    {
        var added = scope.Prepare("INSERT INTO tables_entities(table_id, pk, rk, written_at, properties) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
            .Bind(1, tableId).Bind(2, action.PartitionKey).Bind(3, action.RowKey).Bind(4, writtenAt).Bind(5, action.Properties)
            .Execute();
        return added == 1 ? null : TableFailure.EntityAlreadyExists;
    }

    private static TableFailure? Put(WriteScope scope, long tableId, in EncodedAction action, long writtenAt)
    {
        scope.Prepare("INSERT OR REPLACE INTO tables_entities(table_id, pk, rk, written_at, properties) VALUES(?1, ?2, ?3, ?4, ?5)")
            .Bind(1, tableId).Bind(2, action.PartitionKey).Bind(3, action.RowKey).Bind(4, writtenAt).Bind(5, action.Properties)
            .Execute();
        return null;
    }

    private static TableFailure? Replace(WriteScope scope, long tableId, in EncodedAction action, long writtenAt)
    {
        var replaced = scope.Prepare("UPDATE tables_entities SET written_at=?4, properties=?5 WHERE table_id=?1 AND pk=?2 AND rk=?3 AND (?6=0 OR written_at=?6)")
            .Bind(1, tableId).Bind(2, action.PartitionKey).Bind(3, action.RowKey).Bind(4, writtenAt).Bind(5, action.Properties).Bind(6, action.IfMatch)
            .Execute();
        return replaced == 1 ? null : WhyNotMatched(scope, tableId, action);
    }

    private static TableFailure? Delete(WriteScope scope, long tableId, in EncodedAction action)
    {
        var deleted = scope.Prepare("DELETE FROM tables_entities WHERE table_id=?1 AND pk=?2 AND rk=?3 AND (?4=0 OR written_at=?4)")
            .Bind(1, tableId).Bind(2, action.PartitionKey).Bind(3, action.RowKey).Bind(4, action.IfMatch)
            .Execute();
        return deleted == 1 ? null : WhyNotMatched(scope, tableId, action);
    }

    private static TableFailure? Merge(WriteScope scope, long tableId, in EncodedAction action, long writtenAt, bool addIfMissing)
    {
        byte[] merged;
        using (var row = Find(scope, tableId, action))
        {
            if (!row.Step())
            {
                return addIfMissing ? Add(scope, tableId, action, writtenAt) : TableFailure.ResourceNotFound;
            }

            if (action.IfMatch != 0 && row.Int64(0) != action.IfMatch)
            {
                return TableFailure.UpdateConditionNotSatisfied;
            }

            merged = EntityMerge.Apply(row.Blob(1), action.Properties);
        }

        return EntityLimits.Check(action.PartitionKey, action.RowKey, merged)
            ?? Put(scope, tableId, action with { Properties = merged }, writtenAt);
    }

    private static TableFailure WhyNotMatched(WriteScope scope, long tableId, in EncodedAction action)
    {
        using var row = Find(scope, tableId, action);
        return row.Step() ? TableFailure.UpdateConditionNotSatisfied : TableFailure.ResourceNotFound;
    }

    private static Statement Find(WriteScope scope, long tableId, in EncodedAction action) =>
        scope.Prepare("SELECT written_at, properties FROM tables_entities WHERE table_id=?1 AND pk=?2 AND rk=?3")
            .Bind(1, tableId).Bind(2, action.PartitionKey).Bind(3, action.RowKey);
}
