using System.Text;
using Azure;
using Azure.Data.Tables;
using EmbeddedFunctions.Store;
using EmbeddedFunctions.Tables.Entities;
using EmbeddedFunctions.Tables.Filters;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>Reads entities: one by its keys, or a page of those that match a filter.</summary>
/// <remarks>A filter's bounds on the keys become a range of the primary key; the whole filter is then tried on each row of that range.</remarks>
internal sealed class EntityQuery(FilterNode filter, int pageSize, string? continuation)
{
    /// <summary>A page ends after so many rows even if few matched, so that no read holds its snapshot for long. The service does the like.</summary>
    private const int RowsMax = 20_000;

    private const string Columns = "SELECT pk, rk, written_at, properties FROM tables_entities WHERE table_id=?1 ";

    /// <returns>The entity; null, and a failure, if it or the table is not there.</returns>
    public static T? Find<T>(
        ReadScope scope, string table, string partitionKey, string rowKey, EntityShape<T> shape, Selection? select, out TableFailure? failure)
        where T : class, ITableEntity
    {
        failure = null;
        using (var row = scope.Prepare(
            "SELECT written_at, properties FROM tables_entities WHERE table_id=(SELECT id FROM tables_names WHERE name=?1) AND pk=?2 AND rk=?3")
            .Bind(1, table).Bind(2, partitionKey).Bind(3, rowKey))
        {
            if (row.Step())
            {
                return shape.Read(Head(partitionKey, rowKey, row.Int64(0), select), row.Blob(1), select);
            }
        }

        failure = EntityRows.FindTable(scope, table) is null ? TableFailure.TableNotFound : TableFailure.ResourceNotFound;
        return null;
    }

    /// <exception cref="RequestFailedException">The table is not there.</exception>
    public Page<T> Page<T>(ReadScope scope, string table, EntityShape<T> shape, Selection? select)
        where T : class, ITableEntity
    {
        var tableId = EntityRows.FindTable(scope, table) ?? throw TableFailure.TableNotFound.ToException();
        var found = new List<T>();
        string? next = null;
        var range = filter.Range;
        if (range.PartitionKey.IsEmpty || range.RowKey.IsEmpty)
        {
            return Azure.Page<T>.FromValues(found, null, new StoreResponse(200));
        }

        var partitionKey = string.Empty;
        using var rows = Open(scope, tableId, range);
        for (var seen = 0; rows.Step(); seen++)
        {
            var matches = filter.Matches(new FilterRow(rows.Blob(0), rows.Blob(1), rows.Int64(2), rows.Blob(3)));
            if (seen == RowsMax || (matches && found.Count == pageSize))
            {
                next = ContinuationToken.Of(rows.Text(0), rows.Text(1));
                break;
            }

            if (matches)
            {
                partitionKey = SameOr(partitionKey, rows.Blob(0));
                found.Add(shape.Read(Head(partitionKey, rows.Text(1), rows.Int64(2), select), rows.Blob(3), select));
            }
        }

        return Azure.Page<T>.FromValues(found, next, new StoreResponse(200));
    }

    private static EntityHead Head(string partitionKey, string rowKey, long writtenAt, Selection? select) => new(
        select is null || select.PartitionKey ? partitionKey : null,
        select is null || select.RowKey ? rowKey : null,
        select is null || select.Timestamp ? new DateTimeOffset(writtenAt, TimeSpan.Zero) : null,
        StoreETag.From(writtenAt));

    /// <summary>Rows of one partition share one string.</summary>
    private static string SameOr(string last, ReadOnlySpan<byte> utf8) =>
        Encoding.UTF8.GetByteCount(last) == utf8.Length && Encoding.UTF8.GetString(utf8) is var text && text == last ? last : Encoding.UTF8.GetString(utf8);

    private Statement Open(ReadScope scope, long tableId, in FilterRange range)
    {
        var partitionKeys = range.PartitionKey;
        var (fromPartition, fromRow) = Start(range);
        if (partitionKeys.IsSingle)
        {
            return range.RowKey.Max is { } lastRow
                ? scope.Prepare(Columns + "AND pk=?2 AND rk>=?3 AND rk<=?4 ORDER BY rk")
                    .Bind(1, tableId).Bind(2, fromPartition).Bind(3, fromRow).Bind(4, Encoding.UTF8.GetString(lastRow))
                : scope.Prepare(Columns + "AND pk=?2 AND rk>=?3 ORDER BY rk").Bind(1, tableId).Bind(2, fromPartition).Bind(3, fromRow);
        }

        return partitionKeys.Max is { } lastPartition
            ? scope.Prepare(Columns + "AND (pk, rk)>=(?2, ?3) AND pk<=?4 ORDER BY pk, rk")
                .Bind(1, tableId).Bind(2, fromPartition).Bind(3, fromRow).Bind(4, Encoding.UTF8.GetString(lastPartition))
            : scope.Prepare(Columns + "AND (pk, rk)>=(?2, ?3) ORDER BY pk, rk").Bind(1, tableId).Bind(2, fromPartition).Bind(3, fromRow);
    }

    private (string PartitionKey, string RowKey) Start(in FilterRange range)
    {
        if (continuation is not null)
        {
            return ContinuationToken.Parse(continuation);
        }

        // A lower bound on the row key holds in every partition, and so in the first one.
        return (Encoding.UTF8.GetString(range.PartitionKey.Min), Encoding.UTF8.GetString(range.RowKey.Min));
    }
}
