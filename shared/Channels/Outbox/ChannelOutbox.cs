using Azure;
using Azure.Data.Tables;
using StockFlow.Channels.Listings;
using StockFlow.Stock;

namespace StockFlow.Channels.Outbox;

/// <summary>What every channel still has to be told: one entry per channel and SKU, and the single place that says so.</summary>
public sealed class ChannelOutbox(ChannelTables tables)
{
    /// <summary>A record may take two writes, and each needs a place in one transaction.</summary>
    private const int RecordsPerTransaction = ChannelTables.TransactionSizeMax / 2;

    private const int RoundsMax = 20;

    /// <summary>Under the heaviest traffic some entry of a chunk is touched in every round.</summary>
    private const int ConditionalRoundsMax = 4;

    /// <summary>After this many wrong guesses the entries themselves are read.</summary>
    private const int GuessesMax = 2;

    private readonly PendingBeliefs _beliefs = new();

    /// <summary>Notes that a channel has to be told of some SKUs. An entry that is there keeps the time since when it is.</summary>
    /// <param name="changes">Each SKU once.</param>
    /// <param name="confirmAfter">Keep the entries until then even when acknowledged before, and send them once more.</param>
    /// <returns>How many updates were superseded: entries that were there already.</returns>
    public async Task<int> AddAsync(
        ChannelId channel, IReadOnlyCollection<PendingChange> changes, DateTimeOffset? confirmAfter, CancellationToken cancellationToken)
    {
        var superseded = 0;
        foreach (var chunk in changes.Chunk(ChannelTables.TransactionSizeMax))
        {
            superseded += await AddChunkAsync(channel, chunk, confirmAfter, cancellationToken);
        }

        return superseded;
    }

    /// <summary>Reads what a channel still has to be told of one SKU; null where there is nothing.</summary>
    public async Task<OutboxEntry?> ReadAsync(ChannelId channel, Sku sku, CancellationToken cancellationToken)
    {
        var found = await tables.ReadAsync(channel, [sku], ChannelTables.OutboxKey, select: null, cancellationToken);
        return found.TryGetValue(sku, out var entity) ? OutboxEntity.Read(entity) : null;
    }

    /// <summary>Reads entries that are due, by SKU.</summary>
    public Task<IReadOnlyList<OutboxEntry>> ReadDueAsync(ChannelId channel, DateTimeOffset now, int countMax, CancellationToken cancellationToken) =>
        ReadDueAsync(channel, now, countMax, after: null, cancellationToken);

    /// <summary>Reads entries that are due, by SKU.</summary>
    /// <param name="after">The last entry of the page before; null for the first page.</param>
    internal async Task<IReadOnlyList<OutboxEntry>> ReadDueAsync(
        ChannelId channel, DateTimeOffset now, int countMax, Sku? after, CancellationToken cancellationToken)
    {
        var filter = $"{ChannelTables.Under(channel, ChannelTables.OutboxPrefix)} and {OutboxEntity.NextAttemptAt} le datetime'{now.UtcDateTime:O}'";
        if (after is { } last)
        {
            filter += TableClient.CreateQueryFilter($" and RowKey gt {ChannelTables.OutboxKey(last)}");
        }

        var due = new List<OutboxEntry>();
        await foreach (var entity in tables.Channels.QueryAsync<TableEntity>(filter, Math.Min(countMax, 1000), cancellationToken: cancellationToken))
        {
            due.Add(OutboxEntity.Read(entity));
            if (due.Count == countMax)
            {
                break;
            }
        }

        return due;
    }

    /// <summary>Counts what is unpublished and finds its oldest event; entries that only wait for a confirmation don't count.</summary>
    public async Task<OutboxSummary> SummariseAsync(ChannelId channel, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = 0;
        DateTimeOffset? oldest = null;
        string[] select = ["PartitionKey", "RowKey", OutboxEntity.Since, OutboxEntity.ChangedAt, OutboxEntity.NextAttemptAt];
        var query = tables.Channels.QueryAsync<TableEntity>(
            ChannelTables.Under(channel, ChannelTables.OutboxPrefix), 1000, select, cancellationToken);
        await foreach (var entity in query)
        {
            var since = OutboxEntity.Read(entity).UnpublishedSince;
            if (since <= now)
            {
                waiting++;
                oldest = oldest is null || since < oldest ? since : oldest;
            }
        }

        return new OutboxSummary(waiting, oldest);
    }

    /// <summary>
    /// Stores what became of some entries: the listing's new numbers and the entry's end in one transaction. An entry that was touched
    /// since it was read stays, so that the newer number is sent; a listing that was changed meanwhile gets the numbers merged in.
    /// </summary>
    internal async Task RecordAsync(ChannelId channel, IReadOnlyList<EntryRecord> records, CancellationToken cancellationToken)
    {
        foreach (var chunk in records.Chunk(RecordsPerTransaction))
        {
            await RecordChunkAsync(channel, chunk, cancellationToken);
        }
    }

    private async Task<int> AddChunkAsync(ChannelId channel, PendingChange[] chunk, DateTimeOffset? confirmAfter, CancellationToken cancellationToken)
    {
        var pending = chunk.Select(change => _beliefs.IsPending(channel, change.Sku)).ToArray();
        for (var round = 1; ; round++)
        {
            var actions = chunk.Select((change, i) => pending[i]
                ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, OutboxEntity.Touch(channel, change, confirmAfter), ETag.All)
                : new TableTransactionAction(TableTransactionActionType.Add, OutboxEntity.New(channel, change, confirmAfter)));
            try
            {
                await tables.Channels.SubmitTransactionAsync(actions, cancellationToken);
                foreach (var change in chunk)
                {
                    _beliefs.Set(channel, change.Sku, isPending: true);
                }

                return pending.Count(isPending => isPending);
            }
            catch (TableTransactionFailedException exception) when (exception.Status is 404 or 409 && round < RoundsMax)
            {
                if (round <= GuessesMax && exception.FailedTransactionActionIndex is { } wrong)
                {
                    pending[wrong] = !pending[wrong];
                    continue;
                }

                var skus = chunk.Select(change => change.Sku).ToList();
                var there = await tables.ReadAsync(channel, skus, ChannelTables.OutboxKey, ["RowKey"], cancellationToken);
                pending = [.. chunk.Select(change => there.ContainsKey(change.Sku))];
            }
        }
    }

    private async Task RecordChunkAsync(ChannelId channel, EntryRecord[] chunk, CancellationToken cancellationToken)
    {
        var versions = chunk.ToDictionary(record => record.Entry.Sku, ETag? (record) => record.Entry.ETag);
        var listings = chunk.Where(record => record.Listing is not null).ToDictionary(record => record.Entry.Sku, record => record.Listing!);
        for (var round = 1; ; round++)
        {
            var actions = chunk.SelectMany(record => Actions(channel, record, versions[record.Entry.Sku], listings)).ToList();
            try
            {
                if (actions.Count > 0)
                {
                    await tables.Channels.SubmitTransactionAsync(actions, cancellationToken);
                }

                foreach (var record in chunk)
                {
                    var isGone = versions[record.Entry.Sku] is not { } version || (version == record.Entry.ETag && record.Fate is EntryFate.Done);
                    _beliefs.Set(channel, record.Entry.Sku, !isGone);
                }

                return;
            }
            catch (TableTransactionFailedException exception) when (exception.Status is 404 or 412 && round < RoundsMax)
            {
                // One refresh of all is cheaper than finding out one after the other.
                List<Sku> skus = [.. versions.Keys];
                var entries = await tables.ReadAsync(channel, skus, ChannelTables.OutboxKey, ["RowKey"], cancellationToken);
                foreach (var sku in skus)
                {
                    // After some rounds all entries are taken for touched: they stay, and the next sender finds nothing to send for those that are not.
                    versions[sku] = !entries.TryGetValue(sku, out var entity) ? null : round < ConditionalRoundsMax ? entity.ETag : ETag.All;
                }

                // Entries are touched all the time, listings hardly ever.
                if (exception.FailedTransactionActionIndex is not { } failed
                    || actions[failed].Entity.RowKey.StartsWith(ChannelTables.ListingPrefix, StringComparison.Ordinal))
                {
                    await RefreshAsync(channel, chunk, listings, cancellationToken);
                }
            }
        }
    }

    private async Task RefreshAsync(ChannelId channel, EntryRecord[] chunk, Dictionary<Sku, Listing> listings, CancellationToken cancellationToken)
    {
        List<Sku> skus = [.. listings.Keys];
        var current = await tables.ReadAsync(channel, skus, ChannelTables.ListingKey, select: null, cancellationToken);
        foreach (var record in chunk.Where(record => record.Listing is not null))
        {
            var ours = record.Listing!;
            if (!current.TryGetValue(ours.Sku, out var entity))
            {
                listings.Remove(ours.Sku);
                continue;
            }

            // Only the lease's holder writes acknowledgements, so one more than we read means that our lease was lost: what we know is older.
            var theirs = ListingEntity.Read(entity);
            if (theirs.Sequence > ours.Sequence - (record.IsAcknowledged ? 1 : 0))
            {
                listings.Remove(ours.Sku);
                continue;
            }

            var numbers = ours.References.ToDictionary(reference => reference.Reference);
            listings[ours.Sku] = ours with
            {
                References = [.. theirs.References.Select(reference => numbers.GetValueOrDefault(reference.Reference, reference))],
                ETag = theirs.ETag,
            };
        }
    }

    /// <param name="version">The entry's version now; null where it is gone.</param>
    private static IEnumerable<TableTransactionAction> Actions(
        ChannelId channel, EntryRecord record, ETag? version, Dictionary<Sku, Listing> listings)
    {
        var sku = record.Entry.Sku;
        if (listings.TryGetValue(sku, out var listing))
        {
            yield return new TableTransactionAction(TableTransactionActionType.UpdateReplace, ListingEntity.From(listing), listing.ETag);
        }

        if (version is not { } current)
        {
            yield break;
        }

        // What is written to a touched entry holds whatever else touches it, and busy entries are touched faster than they can be read.
        var isTouched = current != record.Entry.ETag;
        var condition = isTouched ? ETag.All : current;
        switch (record.Fate)
        {
            case EntryFate.Done when !isTouched:
                yield return new TableTransactionAction(TableTransactionActionType.Delete, OutboxEntity.Key(channel, sku), condition);
                break;
            case EntryFate.Confirm confirm when !isTouched:
                yield return new TableTransactionAction(TableTransactionActionType.UpdateMerge, OutboxEntity.Confirm(channel, sku, confirm.At), condition);
                break;
            case EntryFate.Done or EntryFate.Confirm:
                yield return new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge, OutboxEntity.Overtaken(channel, sku, record.Entry.ChangedAt), condition);
                break;
            case EntryFate.Retry retry:
                yield return new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge,
                    OutboxEntity.Retry(channel, sku, retry.Attempts, retry.Error, isTouched ? null : retry.At, retry.ConfirmAfter),
                    condition);
                break;
        }
    }
}
