using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Counts;

/// <summary>The documents of stocktakes. What people record is written together with the head, so that nothing is recorded once it is closed.</summary>
public sealed class CountStore(CountTables tables, TimeProvider timeProvider, Jitter jitter)
{
    /// <summary>The most lines in one transaction with the head.</summary>
    internal const int LinesPerWriteMax = 99;

    private const int AttemptsMax = 20;
    private const int ReadsAtOnceMax = 16;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromMilliseconds(500);

    private readonly TableClient _table = tables.Counts;
    private readonly WorkList _work = new(tables.Counts);

    /// <summary>Reads a stocktake without its lines; null where there is none.</summary>
    public async Task<StockCount?> ReadAsync(CountId id, CancellationToken cancellationToken) =>
        await FindAsync(id, CountKeys.Head, cancellationToken).ConfigureAwait(false) is { } entity ? CountEntity.ToCount(id, entity) : null;

    /// <summary>Reads stocktakes without their lines, page by page in the order of their ids.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public async Task<ListPage<StockCount>> ReadPageAsync(string? pageToken, int pageSize, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {CountKeys.Index}");
        var page = await ListRows
            .ReadPageAsync<TableEntity, CountId>(_table, filter, pageToken, pageSize, entry => CountId.Parse(entry.RowKey), cancellationToken)
            .ConfigureAwait(false);
        var (counts, unreadable) = (new List<StockCount>(page.Items.Count), page.Unreadable.ToList());
        foreach (var some in page.Items.Chunk(ReadsAtOnceMax))
        {
            foreach (var (count, fault) in await Task.WhenAll(some.Select(ReadOneAsync)).ConfigureAwait(false))
            {
                counts.AddRange(count is null ? [] : [count]);
                unreadable.AddRange(fault is null ? [] : [fault]);
            }
        }

        return new ListPage<StockCount>(counts, unreadable, page.NextPageToken);

        async Task<(StockCount? Count, UnreadableRow? Fault)> ReadOneAsync(CountId id)
        {
            try
            {
                return (await ReadAsync(id, cancellationToken).ConfigureAwait(false), null);
            }
            catch (Exception e) when (UnreadableRecord.IsRow(e))
            {
                return (null, UnreadableRow.Of(_table.Name, CountKeys.Partition(id), CountKeys.Head, e));
            }
        }
    }

    /// <summary>Reads the lines of a stocktake in the order of their keys: by SKU, more or less.</summary>
    public async IAsyncEnumerable<CountLine> ReadLinesAsync(CountId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in Query(id, CountKeys.LinePrefix, CountKeys.LineEnd, cancellationToken).ConfigureAwait(false))
        {
            yield return CountEntity.ToLine(entity);
        }
    }

    /// <summary>Reads a page of the lines of a stocktake.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<CountLine>> ReadLinesPageAsync(CountId id, string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        ListRows.ReadPageAsync<TableEntity, CountLine>(
            _table, Filter(id, CountKeys.LinePrefix, CountKeys.LineEnd), pageToken, pageSize, CountEntity.ToLine, cancellationToken);

    /// <summary>Reads the stocktakes whose lines must be gone through; those that are not in work are taken off the list.</summary>
    public IAsyncEnumerable<StockCount> ReadInWorkAsync(CancellationToken cancellationToken) =>
        _work.ReadAsync(id => ReadAsync(CountId.Parse(id), cancellationToken), count => count.IsInWork, cancellationToken);

    /// <summary>Whether a stocktake is on the list that <see cref="ReadInWorkAsync"/> goes through.</summary>
    internal Task<bool> IsListedInWorkAsync(CountId id, CancellationToken cancellationToken) => _work.HasAsync(id.Value, cancellationToken);

    internal Task ListInWorkAsync(CountId id, CancellationToken cancellationToken) => _work.AddAsync(id.Value, cancellationToken);

    /// <summary>Puts a new stocktake on record.</summary>
    /// <returns>The one on record: this one, or that which had the id before.</returns>
    internal async Task<StockCount> AddAsync(StockCount count, CancellationToken cancellationToken)
    {
        await _table.UpsertEntityAsync(new TableEntity(CountKeys.Index, count.Id.Value), TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
        try
        {
            await _table.AddEntityAsync(CountEntity.Of(count), cancellationToken).ConfigureAwait(false);
            return count;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return (await ReadAsync(count.Id, cancellationToken).ConfigureAwait(false))!;
        }
    }

    /// <summary>Changes a stocktake, and some of its lines with it in one transaction.</summary>
    /// <param name="keys">The lines that it is about, at most <see cref="LinesPerWriteMax"/>.</param>
    /// <param name="change">
    /// Gets the head and the lines that there are; pure, as it may be called several times. Gives the new head and the lines to write; the
    /// same head means no change at all.
    /// </param>
    /// <returns>The head on record; null where there is no such count.</returns>
    internal async Task<StockCount?> ChangeAsync(
        CountId id,
        IReadOnlyCollection<(Sku Sku, LocationId Location)> keys,
        Func<StockCount, IReadOnlyDictionary<(Sku Sku, LocationId Location), CountLine>, (StockCount Head, IReadOnlyCollection<CountLine> Lines)> change,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(id, CountKeys.Head, cancellationToken).ConfigureAwait(false) is not { } head)
            {
                return null;
            }

            var entities = await FindAsync(id, keys, cancellationToken).ConfigureAwait(false);
            var known = CountEntity.ToCount(id, head);
            var (after, lines) = change(known, entities.ToDictionary(entity => entity.Key, entity => CountEntity.ToLine(entity.Value)));
            if (ReferenceEquals(known, after))
            {
                return known;
            }

            if (after.IsInWork)
            {
                await _work.AddAsync(id.Value, cancellationToken).ConfigureAwait(false);
            }

            var actions = new List<TableTransactionAction>(lines.Count + 1)
            {
                new(TableTransactionActionType.UpdateReplace, CountEntity.Of(after), head.ETag),
            };
            actions.AddRange(lines.Select(line => entities.TryGetValue((line.Sku, line.Location), out var before)
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, CountEntity.Of(id, line), before.ETag)
                : new TableTransactionAction(TableTransactionActionType.Add, CountEntity.Of(id, line))));
            try
            {
                await _table.SubmitTransactionAsync(actions, cancellationToken).ConfigureAwait(false);
                return after;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && attempt < AttemptsMax)
            {
                // Somebody else recorded or closed at the same moment.
                await Task.Delay(jitter.Backoff(attempt, RetryDelay, RetryDelayMax), timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Adds lines that nobody has counted; those that are there stay as they are.</summary>
    /// <param name="lines">By the order of their SKUs' keys.</param>
    internal async Task AddMissingAsync(CountId id, IReadOnlyList<CountLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var there = new HashSet<string>(StringComparer.Ordinal);
        var (first, last) = (CountKeys.LinePrefix + KeyText.From(lines[0].Sku.Value), CountKeys.LinePrefix + KeyText.From(lines[^1].Sku.Value) + "`");
        await foreach (var entity in Query(id, first, last, cancellationToken).ConfigureAwait(false))
        {
            there.Add(entity.RowKey);
        }

        foreach (var some in lines.Where(line => !there.Contains(CountKeys.Line(line.Sku, line.Location))).Chunk(LinesPerWriteMax))
        {
            var adds = some.Select(line => new TableTransactionAction(TableTransactionActionType.Add, CountEntity.Of(id, line))).ToList();
            while (adds.Count > 0)
            {
                try
                {
                    await _table.SubmitTransactionAsync(adds, cancellationToken).ConfigureAwait(false);
                    break;
                }
                catch (TableTransactionFailedException e) when (e.Status == 409 && e.FailedTransactionActionIndex is { } existing)
                {
                    // A key that sorts outside the range, or another run of this step was faster.
                    adds.RemoveAt(existing);
                }
            }
        }
    }

    /// <summary>Reads the lines that there are of some.</summary>
    internal async Task<IReadOnlyDictionary<(Sku Sku, LocationId Location), CountLine>> ReadLinesAsync(
        CountId id, IReadOnlyCollection<(Sku Sku, LocationId Location)> keys, CancellationToken cancellationToken) =>
        (await FindAsync(id, keys, cancellationToken).ConfigureAwait(false)).ToDictionary(entity => entity.Key, entity => CountEntity.ToLine(entity.Value));

    /// <summary>Reads some lines after a cursor, for <see cref="WriteAsync"/>.</summary>
    internal async Task<IReadOnlyList<(CountLine Line, ETag ETag)>> ReadSomeAsync(CountId id, string? cursor, int linesMax, CancellationToken cancellationToken)
    {
        var lines = new List<(CountLine, ETag)>(linesMax);
        var after = cursor ?? CountKeys.LinePrefix;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {CountKeys.Partition(id)} and RowKey gt {after} and RowKey lt {CountKeys.LineEnd}");
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, linesMax, null, cancellationToken).ConfigureAwait(false))
        {
            lines.Add((CountEntity.ToLine(entity), entity.ETag));
            if (lines.Count == linesMax)
            {
                break;
            }
        }

        return lines;
    }

    /// <summary>Writes lines that were read with <see cref="ReadSomeAsync"/>, all or none.</summary>
    /// <exception cref="RequestFailedException">Another run of this step was faster: read again.</exception>
    internal async Task WriteAsync(CountId id, IReadOnlyCollection<(CountLine Line, ETag ETag)> lines, CancellationToken cancellationToken)
    {
        if (lines.Count > 0)
        {
            await _table.SubmitTransactionAsync(
                lines.Select(line => new TableTransactionAction(TableTransactionActionType.UpdateReplace, CountEntity.Of(id, line.Line), line.ETag)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private AsyncPageable<TableEntity> Query(CountId id, string from, string end, CancellationToken cancellationToken) =>
        _table.QueryAsync<TableEntity>(Filter(id, from, end), cancellationToken: cancellationToken);

    private static string Filter(CountId id, string from, string end) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {CountKeys.Partition(id)} and RowKey ge {from} and RowKey lt {end}");

    private async Task<TableEntity?> FindAsync(CountId id, string rowKey, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(CountKeys.Partition(id), rowKey, null, cancellationToken).ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    private async Task<Dictionary<(Sku Sku, LocationId Location), TableEntity>> FindAsync(
        CountId id, IReadOnlyCollection<(Sku Sku, LocationId Location)> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(Sku, LocationId), TableEntity>(keys.Count);
        foreach (var some in keys.Distinct().Chunk(ReadsAtOnceMax))
        {
            var entities = await Task.WhenAll(some.Select(key => FindAsync(id, CountKeys.Line(key.Sku, key.Location), cancellationToken))).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                if (entities[i] is { } entity)
                {
                    found[some[i]] = entity;
                }
            }
        }

        return found;
    }
}
