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
        var acknowledged = new List<PlannedEntry>();
        foreach (var entry in planned)
        {
            var told = byEntry[entry.Entry.Sku].ToList();
            if (told.Count == 0 && entry.ToSend.Count > 0)
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
                acknowledged.Add(entry);
            }
        }

        await outbox.RecordAsync(channel.Id, records, cancellationToken);
        foreach (var entry in acknowledged)
        {
            if (entry.Entry.UnpublishedSince <= now && !entry.Entry.IsConfirmation)
            {
                activity.Acknowledged(now - entry.Entry.UnpublishedSince);
                foreach (var trace in StockFlowTrace.Split(entry.Entry.TraceParents))
                {
                    StockFlowTrace.Record(SpanNames.Acknowledged, trace, entry.Entry.ChangedAt, now, Tags(channel.Id, entry.Entry));
                }
            }

            if (entry.Listing!.IsSetAside)
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

        // While a request of unknown end may still arrive, an acknowledged number is not certain to stay.
        var references = told.ToDictionary(
            outcome => outcome.Reference.Reference,
            outcome => outcome.Refusal is null && isSettled ? outcome.Reference with { IsCertain = true } : outcome.Reference);
        var isAcknowledged = told.Any(outcome => outcome.Refusal is null);
        var listing = planned.Listing! with
        {
            References = [.. planned.Listing!.References.Select(reference => references.GetValueOrDefault(reference.Reference, reference))],
        };
        if (isAcknowledged)
        {
            listing = listing with { AcknowledgedAt = now, Position = planned.Quantity!.Position, Sequence = listing.Sequence + 1 };
        }

        if (told.FirstOrDefault(outcome => outcome.IsUnknown) is { } unknown)
        {
            var again = now + jitter.Backoff(1, options.RetryDelay, options.RetryDelayMax);
            return new EntryRecord(entry, listing, new EntryFate.Retry(entry.Attempts, unknown.Refusal!, again, now + options.SettleTime), isAcknowledged);
        }

        if (told.FirstOrDefault(outcome => outcome.Refusal is not null) is { } refused)
        {
            return await RefuseAsync(channel, activity, entry, listing, told.Find(outcome => outcome.IsPermanent) ?? refused, isAcknowledged, now, cancellationToken);
        }

        if (told.Count < planned.ToSend.Count)
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
        OutboxEntry entry,
        Listing listing,
        PlaceOutcome refused,
        bool isAcknowledged,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var attempts = entry.Attempts + 1;
        if (!refused.IsPermanent && attempts < options.AttemptsMax)
        {
            var again = now + jitter.Backoff(attempts, options.RetryDelay, options.RetryDelayMax);
            return new EntryRecord(entry, listing, new EntryFate.Retry(attempts, refused.Refusal!, again), isAcknowledged);
        }

        // In sight before it leaves the outbox: a crash in between repeats the attempt and finds the same row.
        await failures.SetAsideAsync(FailureKinds.Push, channel.Id, entry.Sku.Value, refused.Refusal!, attempts, now, cancellationToken);
        activity.Count(new PushCounts { SetAside = 1 });
        return new EntryRecord(entry, listing with { IsSetAside = true }, new EntryFate.Done(), isAcknowledged);
    }
}
