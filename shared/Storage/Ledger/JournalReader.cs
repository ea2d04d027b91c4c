using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// Reads the journal where its pages are: the newest in the SKU's partition, the older ones in the archive. A page is in the archive
/// before it is taken away, so whoever misses one finds it there; positions say which were read already.
/// </summary>
internal sealed class JournalReader(StorageTables tables)
{
    /// <summary>A row may be as large as a property; so many of them at once fit in any memory.</summary>
    public const int RowsAtOnceMax = 256;

    /// <summary>Archived pieces are read one after the other: each holds some hundred entries.</summary>
    private const int PiecesAtOnce = 2;

    /// <summary>Reads entries from a position on, oldest first. A position that is nowhere is left out.</summary>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        Sku sku, long fromPosition, int entriesMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = StockKeys.Partition(sku);
        var (next, left) = (fromPosition, entriesMax);
        var isArchived = true;

        // Ends: every round but the last reads at least one archived piece beyond the round before.
        while (isArchived && left > 0)
        {
            isArchived = false;
            await foreach (var page in ReadLiveAsync(partition, next, Math.Min(left, RowsAtOnceMax), cancellationToken).ConfigureAwait(false))
            {
                if (page.FirstPosition > next)
                {
                    var piece = await FindPieceAsync(partition, next, cancellationToken).ConfigureAwait(false);
                    isArchived = piece is not null && piece.FirstPosition < page.FirstPosition;
                    if (isArchived)
                    {
                        break;
                    }
                }

                foreach (var entry in JournalText.Parse(page).Where(entry => entry.Position >= next))
                {
                    yield return entry;
                    next = entry.Position + 1;
                    if (--left <= 0)
                    {
                        yield break;
                    }
                }
            }

            if (!isArchived)
            {
                yield break;
            }

            await foreach (var piece in ReadPiecesAsync(partition, next, PiecesAtOnce, cancellationToken).ConfigureAwait(false))
            {
                foreach (var entry in ArchiveText.Unpack(piece).SelectMany(JournalText.Parse).Where(entry => entry.Position >= next))
                {
                    yield return entry;
                    next = entry.Position + 1;
                    if (--left <= 0)
                    {
                        yield break;
                    }
                }
            }
        }
    }

    /// <summary>Reads the pages that are not archived, from that which holds a position on.</summary>
    public IAsyncEnumerable<JournalEntity> ReadLiveAsync(string partition, long fromPosition, int rowsAtOnce, CancellationToken cancellationToken)
    {
        var (from, end) = (StockKeys.Journal(fromPosition), StockKeys.JournalEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        return tables.Stock.QueryAsync<JournalEntity>(filter, rowsAtOnce, null, cancellationToken);
    }

    /// <summary>Finds the first archived piece that ends at or after a position; null where none does.</summary>
    public async Task<ArchiveEntity?> FindPieceAsync(string partition, long position, CancellationToken cancellationToken)
    {
        await foreach (var piece in ReadPiecesAsync(partition, position, piecesAtOnce: 1, cancellationToken).ConfigureAwait(false))
        {
            return piece;
        }

        return null;
    }

    private IAsyncEnumerable<ArchiveEntity> ReadPiecesAsync(string partition, long fromPosition, int piecesAtOnce, CancellationToken cancellationToken)
    {
        var (from, end) = (StockKeys.Archive(fromPosition), StockKeys.ArchiveEnd);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        return tables.JournalArchive.QueryAsync<ArchiveEntity>(filter, piecesAtOnce, null, cancellationToken);
    }
}
