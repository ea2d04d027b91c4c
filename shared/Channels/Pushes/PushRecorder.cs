using StockFlow.Channels.Failures;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Telemetry;

namespace StockFlow.Channels.Pushes;

/// <summary>Turns what became of planned entries into what is stored of them, and stores it.</summary>
internal sealed class PushRecorder(
    ChannelOutbox outbox, FailedWorkStore failures, SyncOptions options, Jitter jitter, TimeProvider timeProvider)
{
    public async Task RecordAsync(
        Channel channel, ChannelActivity activity, IReadOnlyList<PlannedEntry> planned, IReadOnlyList<PlaceOutcome> outcomes, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var byEntry = outcomes.ToLookup(outcome => outcome.Planned.Entry.Sku);
        var records = new List<EntryRecord>(planned.Count);
        var acknowledged = new List<(PlannedEntry Entry, EntryRecord Record)>();
        foreach (var entry in planned)
        {
            var told = byEntry[entry.Entry.Sku].ToList();
            if (told.Count == 0 && entry.ToTell > 0)
            {
                continue; // Not sent; it stays as it is.
            }

            if (entry.Quantity is not null && entry.ToSend.Count == 0)
            {
                activity.Count(new PushCounts { ItemsUnchanged = entry.Listing!.References.Count });
            }

            var record = await DecideAsync(channel, activity, entry, told, now, cancellationToken);
            records.Add(record);
            if (record.IsAcknowledged)
            {
                acknowledged.Add((entry, record));
            }
        }

        await outbox.RecordAsync(channel.Id, records, cancellationToken);
        foreach (var (entry, record) in acknowledged)
        {
            if (entry.Entry.UnpublishedSince <= now && !entry.Entry.IsConfirmation)
            {
                activity.Acknowledged(now - entry.Entry.UnpublishedSince);
                foreach (var trace in StockFlowTrace.Split(entry.Entry.TraceParents))
                {
                    StockFlowTrace.Record(SpanNames.Acknowledged, trace, entry.Entry.ChangedAt, now, Tags(channel.Id, entry.Entry));
                }
            }

            // What was refused of it before may be refused still: its price, say, while its number was taken.
            if (entry.Listing!.IsSetAside && !record.Listing!.IsSetAside)
            {
                await failures.ResolveAsync(FailureKinds.Push, channel.Id, entry.Entry.Sku.Value, cancellationToken);
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Tags(ChannelId channel, OutboxEntry entry) =>
        [new(SpanTags.Channel, channel.Value), new(SpanTags.Sku, entry.Sku.Value)];

    private async Task<EntryRecord> DecideAsync(
        Channel channel, ChannelActivity activity, PlannedEntry planned, List<PlaceOutcome> told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entry = planned.Entry;
        var isSettled = entry.ConfirmAfter is not { } confirmAfter || confirmAfter <= now;
        EntryFate done = isSettled ? new EntryFate.Done() : new EntryFate.Confirm(entry.ConfirmAfter!.Value);
        if (told.Count == 0)
        {
            return new EntryRecord(entry, Doubted(planned), done);
        }

        var isAcknowledged = told.Any(outcome => outcome.Refusal is null);
        var listing = Doubted(planned) ?? planned.Listing!;
        listing = listing with
        {
            References = [.. listing.References.Select(place => told
                .Where(outcome => outcome.Reference.Reference == place.Reference)
                .Aggregate(place, (after, outcome) => outcome.Onto(after, isSettled)))],
            Sequence = listing.Sequence + (isAcknowledged ? 1 : 0),
        };
        if (told.Exists(outcome => outcome is { Refusal: null, IsPrice: false }))
        {
            listing = listing with { AcknowledgedAt = now, Position = planned.Quantity!.Position };
        }

        if (told.FirstOrDefault(outcome => outcome.IsUnknown) is { } unknown)
        {
            var again = now + jitter.Backoff(1, options.RetryDelay, options.RetryDelayMax);
            return new EntryRecord(entry, listing, new EntryFate.Retry(entry.Attempts, unknown.Refusal!, again, now + options.SettleTime), isAcknowledged);
        }

        if (told.FirstOrDefault(outcome => outcome.Refusal is not null) is { } refused)
        {
            refused = told.Find(outcome => outcome.IsPermanent) ?? refused;
            return await RefuseAsync(channel, activity, planned, listing, refused, told.Count == planned.ToTell, isAcknowledged, now, cancellationToken);
        }

        if (told.Count < planned.ToTell)
        {
            return new EntryRecord(entry, listing, new EntryFate.Retry(entry.Attempts, "Some places are not told yet.", now), isAcknowledged);
        }

        return new EntryRecord(entry, listing with { IsSetAside = false }, done, isAcknowledged);
    }

    /// <summary>
    /// While a SKU is unknown its channel is told nothing, but moves the number by its own sales: once the SKU is known, what was read long ago
    /// says nothing any more.
    /// </summary>
    /// <returns>Null where there is nothing to doubt.</returns>
    private static Listing? Doubted(PlannedEntry planned) =>
        planned is { Quantity: null, Listing: { } listing } && listing.References.Any(reference => reference.IsCertain)
            ? listing with { References = [.. listing.References.Select(reference => reference with { IsCertain = false })] }
            : null;

    private async Task<EntryRecord> RefuseAsync(
        Channel channel,
        ChannelActivity activity,
        PlannedEntry planned,
        Listing listing,
        PlaceOutcome refused,
        bool isAllTold,
        bool isAcknowledged,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var entry = planned.Entry;
        var attempts = entry.Attempts + 1;
        if (!refused.IsPermanent && attempts < options.AttemptsMax)
        {
            var again = now + jitter.Backoff(attempts, options.RetryDelay, options.RetryDelayMax);
            return new EntryRecord(entry, listing, new EntryFate.Retry(attempts, refused.Refusal!, again), isAcknowledged);
        }

        // In sight before it leaves the outbox: a crash in between repeats the attempt and finds the same row.
        await failures.SetAsideAsync(FailureKinds.Push, channel.Id, entry.Sku.Value, refused.Refusal!, attempts, now, cancellationToken);
        activity.Count(new PushCounts { SetAside = 1 });
        EntryFate fate = isAllTold ? new EntryFate.Done() : new EntryFate.Retry(entry.Attempts, "Some places are not told yet.", now);
        return new EntryRecord(entry, listing with { IsSetAside = true }, fate, isAcknowledged);
    }
}
