using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;

namespace StockFlow.Storage;

/// <summary>
/// Keeps journals short: moves old pages of each SKU into the archive, some hundred to a row. A piece is added, read back and compared,
/// and only then are its pages taken away; a run that is cut off in between is gone on with by the next one. Two runs at once do no harm.
/// </summary>
public sealed partial class JournalArchive(
    StorageTables tables, StockLedger ledger, JournalArchiveOptions options, TimeProvider timeProvider, ILogger<JournalArchive> logger)
{
    /// <summary>Text that may not fit into a piece once packed, whatever it says.</summary>
    private const int PieceCharactersMax = 256 * 1024;

    private const int SkusPerPage = 100;
    private const int PagesPerRunMax = 20;
    private const int PiecesPerVisitMax = 256;
    private const int DeletesAtOnce = 100;

    /// <summary>A run begins no other page of SKUs after so long.</summary>
    private static readonly TimeSpan RunBudget = TimeSpan.FromMinutes(2);

    private readonly JournalReader _reader = new(tables);

    /// <summary>Visits up to 2,000 SKUs, from where the last run ended on; at the end of the list the next run begins again.</summary>
    /// <returns>How many entries were archived.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var cursor = await ReadCursorAsync(cancellationToken).ConfigureAwait(false);
        var archived = 0L;
        for (var page = 0; page < PagesPerRunMax && timeProvider.GetElapsedTime(started) < RunBudget; page++)
        {
            var skus = await ledger.ReadSkusAsync(cursor, SkusPerPage, cancellationToken).ConfigureAwait(false);
            var levels = await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false);
            foreach (var one in levels.Values.Where(one => one.Position >= options.LiveEntries + options.PieceEntries))
            {
                archived += await VisitAsync(one, cancellationToken).ConfigureAwait(false);
            }

            cursor = skus.Count < SkusPerPage ? null : skus[^1];
            await tables.JournalArchive.UpsertEntityAsync(new ArchiveCursorEntity { After = cursor?.Value }, TableUpdateMode.Replace, cancellationToken)
                .ConfigureAwait(false);
            if (cursor is null)
            {
                break;
            }
        }

        return archived;
    }

    /// <summary>Archives what one SKU has beyond its newest entries. May run again at any time.</summary>
    /// <param name="position">A position the SKU has reached.</param>
    /// <returns>How many entries were archived; at most some ten thousand in one go.</returns>
    /// <exception cref="InvalidDataException">A piece and the pages it is to stand for differ: nothing was taken away.</exception>
    internal async Task<long> ArchiveAsync(Sku sku, long position, CancellationToken cancellationToken)
    {
        var partition = StockKeys.Partition(sku);
        var through = position - options.LiveEntries;
        var archived = 0L;
        for (var pieces = 0; pieces < PiecesPerVisitMax && await MayArchiveAsync(partition, through, cancellationToken).ConfigureAwait(false); pieces++)
        {
            var pages = await ReadOldestAsync(partition, through, cancellationToken).ConfigureAwait(false);
            if (pages.Count == 0)
            {
                break;
            }

            var piece = await _reader.FindPieceAsync(partition, pages[0].FirstPosition, cancellationToken).ConfigureAwait(false)
                ?? await AddPieceAsync(partition, pages, cancellationToken).ConfigureAwait(false);
            if (piece is null || !await TakeAwayAsync(sku, piece, pages, cancellationToken).ConfigureAwait(false))
            {
                break;
            }

            archived += piece.LastPosition - pages[0].FirstPosition + 1;
        }

        return archived;
    }

    /// <summary>Looks at one or two rows, which is all that most visits come to: whether the oldest pages fill a piece, or are left of one.</summary>
    private async Task<bool> MayArchiveAsync(string partition, long through, CancellationToken cancellationToken)
    {
        await foreach (var oldest in _reader.ReadLiveAsync(partition, 1, rowsAtOnce: 1, cancellationToken).ConfigureAwait(false))
        {
            return oldest.FirstPosition + options.PieceEntries - 1 <= through
                || await _reader.FindPieceAsync(partition, oldest.FirstPosition, cancellationToken).ConfigureAwait(false) is not null;
        }

        return false;
    }

    /// <summary>The oldest pages that are not archived and end by a position: as many as one piece may take.</summary>
    private async Task<List<JournalEntity>> ReadOldestAsync(string partition, long through, CancellationToken cancellationToken)
    {
        var pages = new List<JournalEntity>();
        var (entries, characters) = (0L, 0);
        await foreach (var page in _reader.ReadLiveAsync(partition, 1, JournalReader.RowsAtOnceMax, cancellationToken).ConfigureAwait(false))
        {
            var last = StockKeys.PositionOf(page.RowKey);
            characters += page.Lines.Length;
            if (last > through || entries >= options.PieceEntries || (pages.Count > 0 && characters > PieceCharactersMax))
            {
                break;
            }

            pages.Add(page);
            entries += last - page.FirstPosition + 1;
        }

        return pages;
    }

    /// <returns>The piece as it is stored; null where the pages do not fill one yet, or somebody else was faster.</returns>
    private async Task<ArchiveEntity?> AddPieceAsync(string partition, List<JournalEntity> pages, CancellationToken cancellationToken)
    {
        var last = StockKeys.PositionOf(pages[^1].RowKey);
        if (last - pages[0].FirstPosition + 1 < options.PieceEntries && pages.Sum(page => page.Lines.Length) < PieceCharactersMax / 2)
        {
            return null;
        }

        var packed = ArchiveText.Pack(pages);
        while (packed.Length > ArchiveText.BytesMax && pages.Count > 1)
        {
            pages.RemoveRange(pages.Count / 2, pages.Count - (pages.Count / 2));
            packed = ArchiveText.Pack(pages);
        }

        last = StockKeys.PositionOf(pages[^1].RowKey);
        var piece = new ArchiveEntity
        {
            PartitionKey = partition,
            RowKey = StockKeys.Archive(last),
            FirstPosition = pages[0].FirstPosition,
            LastPosition = last,
            Pages = packed,
        };
        try
        {
            await tables.JournalArchive.AddEntityAsync(piece, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return null;
        }

        return await tables.JournalArchive.GetEntityAsync<ArchiveEntity>(partition, piece.RowKey, null, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False where somebody else took pages away at the same time.</returns>
    private async Task<bool> TakeAwayAsync(Sku sku, ArchiveEntity piece, List<JournalEntity> pages, CancellationToken cancellationToken)
    {
        var copies = ArchiveText.Unpack(piece).ToDictionary(page => page.RowKey, StringComparer.Ordinal);
        var covered = pages.Where(page => StockKeys.PositionOf(page.RowKey) <= piece.LastPosition).ToList();
        foreach (var page in covered)
        {
            if (!copies.TryGetValue(page.RowKey, out var copy)
                || (copy.FirstPosition, copy.AtUnixMilliseconds, copy.Lines) != (page.FirstPosition, page.AtUnixMilliseconds, page.Lines))
            {
                throw new InvalidDataException($"{sku}: the journal page {page.RowKey} and its copy in the archive differ. Nothing was taken away.");
            }
        }

        foreach (var some in covered.Chunk(DeletesAtOnce))
        {
            try
            {
                var deletes = some.Select(page => new TableTransactionAction(TableTransactionActionType.Delete, page, page.ETag));
                await tables.Stock.SubmitTransactionAsync(deletes, cancellationToken).ConfigureAwait(false);
            }
            catch (TableTransactionFailedException e) when (e.Status == 404)
            {
                return false;
            }
        }

        return covered.Count > 0;
    }

    private async Task<long> VisitAsync(SkuLevels levels, CancellationToken cancellationToken)
    {
        try
        {
            return await ArchiveAsync(levels.Sku, levels.Position, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            // One SKU's damage must not keep the others' journals long; it is in the log until someone has looked.
            LogDamage(levels.Sku, e.Message);
            return 0;
        }
    }

    private async Task<Sku?> ReadCursorAsync(CancellationToken cancellationToken)
    {
        var found = await tables.JournalArchive
            .GetEntityIfExistsAsync<ArchiveCursorEntity>(ArchiveCursorEntity.Key, ArchiveCursorEntity.Key, null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue && found.Value!.After is { } after ? Sku.Parse(after) : null;
    }

    [LoggerMessage(3101, LogLevel.Error, "The journal of {Sku} was not archived: {Reason}")]
    private partial void LogDamage(Sku sku, string reason);
}
