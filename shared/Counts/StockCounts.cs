using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Counts;

/// <summary>
/// Stocktakes while selling: every entry notes the journal position of its counting, and is compared with on hand at that position. So
/// neither counting nor posting has to stop sales.
/// </summary>
public sealed class StockCounts(
    CountStore store, StockLedger ledger, StockHistory history, ItemCatalog items, StockAnnouncer announcer, TimeProvider timeProvider)
{
    /// <summary>The most SKUs that a count may name.</summary>
    public const int SkusMax = 1_000;

    /// <summary>The most entries or reasons of one call.</summary>
    public const int EntriesMax = 1_000;

    private const int SkusPerStep = 200;
    private const int LinesPerStep = 100;
    private const int AtOnceMax = 16;

    /// <summary>Journal entries read to see whether on hand moved between two entries; a line with more between them is counted again.</summary>
    private const int EntriesBetweenMax = 10_000;

    /// <summary>Opens a stocktake.</summary>
    /// <returns>Accepted, ContentDiffers or UnknownSku: what nobody ever received would be neither counted nor missed.</returns>
    /// <exception cref="ArgumentException">A value of the request is out of its range.</exception>
    public async Task<CountAnswer> OpenAsync(CountRequest request, CancellationToken cancellationToken)
    {
        request.Check();
        var now = timeProvider.GetUtcNow();
        IReadOnlyList<Sku>? skus = request.Skus is null ? null : [.. request.Skus.Distinct().Order()];
        var count = new StockCount(request.Id, CountState.Open, request.Location, skus, request.Actor, request.Reason, now, now);
        var known = await store.ReadAsync(request.Id, cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            if (skus is not null && await FindUnknownAsync(skus, cancellationToken).ConfigureAwait(false) is { } unknown)
            {
                return new CountAnswer.UnknownSku(unknown);
            }

            known = await store.AddAsync(count, cancellationToken).ConfigureAwait(false);
        }

        var same = known.Location == count.Location
            && (known.Reason ?? string.Empty) == (count.Reason ?? string.Empty)
            && (known.Skus ?? []).SequenceEqual(skus ?? []);
        return same ? new CountAnswer.Accepted(known) : new CountAnswer.ContentDiffers();
    }

    /// <summary>Records what people counted. One entry that is refused stops no other.</summary>
    /// <param name="entries">At most <see cref="EntriesMax"/>.</param>
    /// <returns>Entered, WrongState or Unknown. A count that takes no more entries still answers those that it has, as the first time.</returns>
    /// <exception cref="ArgumentException">A value of an entry is out of its range.</exception>
    public async Task<CountAnswer> RecordAsync(CountId id, IReadOnlyList<CountEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, EntriesMax);
        foreach (var entry in entries)
        {
            entry.Check();
        }

        var now = timeProvider.GetUtcNow();
        var count = await store.ReadAsync(id, cancellationToken).ConfigureAwait(false);
        if (count is not { State: CountState.Open })
        {
            return count is null ? new CountAnswer.Unknown() : await AnswerClosedAsync(count, entries, cancellationToken).ConfigureAwait(false);
        }

        var levels = await ledger.ReadLevelsAsync([.. entries.Select(entry => entry.Sku)], cancellationToken).ConfigureAwait(false);
        var outcomes = new EntryOutcome[entries.Count];
        var sound = new List<SoundEntry>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (FindFault(count, entries[i], levels, now) is { } fault)
            {
                outcomes[i] = fault;
                continue;
            }

            var then = entries[i].CountedAt is { } at
                ? await history.ReadLevelsAsync(entries[i].Sku, at, cancellationToken).ConfigureAwait(false)
                : levels[entries[i].Sku];
            sound.Add(new SoundEntry(i, entries[i], (entries[i].Location ?? count.Location)!.Value, then, entries[i].CountedAt ?? now));
        }

        // Entries of one line stay together, in their order.
        foreach (var some in sound.GroupBy(entry => entry.Key).Chunk(CountStore.LinesPerWriteMax))
        {
            await RecordAsync(id, [.. some.SelectMany(line => line)], outcomes, now, cancellationToken).ConfigureAwait(false);
        }

        return new CountAnswer.Entered(outcomes);
    }

    /// <summary>Says why lines vary, until they are posted. A later reason replaces the one before.</summary>
    /// <param name="reasons">At most <see cref="EntriesMax"/>, each of at most <see cref="StockLimits.TextLengthMax"/> characters. All or none for each 99 lines.</param>
    /// <returns>Accepted, UnknownLine, WrongState or Unknown.</returns>
    public async Task<CountAnswer> ExplainAsync(
        CountId id, IReadOnlyDictionary<(Sku Sku, LocationId Location), string> reasons, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reasons.Count, EntriesMax);
        CountAnswer answer = new CountAnswer.Unknown();
        foreach (var some in reasons.Chunk(CountStore.LinesPerWriteMax))
        {
            await store.ChangeAsync(
                id,
                [.. some.Select(reason => reason.Key)],
                (head, lines) =>
                {
                    answer = Check(head, lines);
                    return answer is CountAnswer.Accepted
                        ? (head with { UpdatedAt = timeProvider.GetUtcNow() }, [.. some.Select(reason => lines[reason.Key] with { Reason = reason.Value })])
                        : (head, []);
                },
                cancellationToken).ConfigureAwait(false);
            if (answer is not CountAnswer.Accepted)
            {
                return answer;
            }

            CountAnswer Check(StockCount head, IReadOnlyDictionary<(Sku Sku, LocationId Location), CountLine> lines)
            {
                if (head.State is not (CountState.Open or CountState.Closed))
                {
                    return new CountAnswer.WrongState(head.State);
                }

                return some.Select(reason => reason.Key).Where(key => !lines.ContainsKey(key)).Take(1).ToList() is [var missing]
                    ? new CountAnswer.UnknownLine(missing.Sku, missing.Location)
                    : new CountAnswer.Accepted(head);
            }
        }

        return answer;
    }

    /// <summary>Takes no more entries. Somebody must see to it that the lines are gone through; see <see cref="StepAsync"/>.</summary>
    /// <returns>Accepted or Unknown.</returns>
    public Task<CountAnswer> CloseAsync(CountId id, string? actor, CancellationToken cancellationToken) =>
        MoveAsync(id, CountState.Open, CountState.Closing, actor, cancellationToken);

    /// <summary>Posts the variances of a closed count. Somebody must see to it that the lines are gone through; see <see cref="StepAsync"/>.</summary>
    /// <returns>Accepted, WrongState or Unknown.</returns>
    public Task<CountAnswer> PostAsync(CountId id, string? actor, CancellationToken cancellationToken) =>
        MoveAsync(id, CountState.Closed, CountState.Posting, actor, cancellationToken);

    /// <summary>Where to begin with the lines of a count in work.</summary>
    public static CountProgress Begin(StockCount count) =>
        new(count.Id, count.State == CountState.Posting ? CountPhase.Post : CountPhase.Sweep, null);

    /// <summary>Goes through some lines. May run again at any time: what is done is not done twice.</summary>
    /// <returns>Where to go on; null where all is done.</returns>
    /// <exception cref="InvalidOperationException">The count is not there.</exception>
    public async Task<CountProgress?> StepAsync(CountProgress progress, CancellationToken cancellationToken)
    {
        var count = await store.ReadAsync(progress.Count, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Count {progress.Count} is not stored.");
        if (count.State != (progress.Phase == CountPhase.Post ? CountState.Posting : CountState.Closing))
        {
            return null;
        }

        switch (progress.Phase)
        {
            case CountPhase.Sweep:
                var swept = await SweepAsync(count, progress.Cursor, cancellationToken).ConfigureAwait(false);
                return swept is null ? progress with { Phase = CountPhase.Compare, Cursor = null } : progress with { Cursor = swept };
            case CountPhase.Compare:
                return await GoThroughAsync(count, progress, CountState.Closed, CompareAsync, cancellationToken).ConfigureAwait(false);
            default:
                return await GoThroughAsync(count, progress, CountState.Posted, PostAsync, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds up what a stocktake found; null where there is none.</summary>
    public async Task<CountReport?> ReportAsync(CountId id, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        var summary = new CountSummary();
        await foreach (var line in store.ReadLinesAsync(id, cancellationToken).ConfigureAwait(false))
        {
            summary.Add(line);
        }

        return summary.ToReport();
    }

    /// <summary>What is wrong with an entry for a count, whatever its state; null where nothing is.</summary>
    internal static EntryOutcome? FindFault(StockCount count, CountEntry entry, IReadOnlyDictionary<Sku, SkuLevels> levels, DateTimeOffset now)
    {
        if ((entry.Location ?? count.Location) is not { } location)
        {
            return new EntryOutcome.LocationMissing();
        }

        if (!count.Covers(entry.Sku, location))
        {
            return new EntryOutcome.NotCovered();
        }

        if (entry.CountedAt < count.OpenedAt || entry.CountedAt > now)
        {
            return new EntryOutcome.InvalidTime();
        }

        return levels.ContainsKey(entry.Sku) ? null : new EntryOutcome.UnknownSku();
    }

    private async Task<CountAnswer> AnswerClosedAsync(StockCount count, IReadOnlyList<CountEntry> entries, CancellationToken cancellationToken)
    {
        var located = entries.Where(entry => (entry.Location ?? count.Location) is not null).ToList();
        var lines = await store
            .ReadLinesAsync(count.Id, [.. located.Select(entry => (entry.Sku, (entry.Location ?? count.Location)!.Value))], cancellationToken)
            .ConfigureAwait(false);
        var outcomes = entries.Select(entry => (entry.Location ?? count.Location) is { } location ? AnswerClosed(lines, entry, location) : new EntryOutcome.Closed()).ToList();
        return outcomes.TrueForAll(outcome => outcome is EntryOutcome.Closed)
            ? new CountAnswer.WrongState(count.State)
            : new CountAnswer.Entered(outcomes);
    }

    private static EntryOutcome AnswerClosed(
        IReadOnlyDictionary<(Sku Sku, LocationId Location), CountLine> lines, CountEntry entry, LocationId location) =>
        lines.TryGetValue((entry.Sku, location), out var line) && CountLines.Repeated(line, entry) is { } repeated ? repeated : new EntryOutcome.Closed();

    private async Task<Sku?> FindUnknownAsync(IReadOnlyList<Sku> skus, CancellationToken cancellationToken)
    {
        var levels = await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false);
        return skus.Where(sku => !levels.ContainsKey(sku)).Select(sku => (Sku?)sku).FirstOrDefault();
    }

    private async Task RecordAsync(
        CountId id, IReadOnlyList<SoundEntry> entries, EntryOutcome[] outcomes, DateTimeOffset now, CancellationToken cancellationToken) =>
        await store.ChangeAsync(
            id,
            [.. entries.Select(entry => entry.Key)],
            (head, lines) =>
            {
                if (head.State != CountState.Open)
                {
                    foreach (var entry in entries)
                    {
                        outcomes[entry.Index] = AnswerClosed(lines, entry.Entry, entry.Location);
                    }

                    return (head, []);
                }

                var after = new Dictionary<(Sku, LocationId), CountLine>(lines);
                foreach (var entry in entries)
                {
                    var line = after.GetValueOrDefault(entry.Key) ?? new CountLine(entry.Key.Sku, entry.Key.Location, CountLineState.Counted, []);
                    var level = LevelList.At(entry.Levels, entry.Key.Location);
                    (line, outcomes[entry.Index]) = CountLines.Take(line, entry.Entry, Math.Max(1, entry.Levels.Position), level, entry.CountedAt);
                    if (line.Zones.Count > 0)
                    {
                        after[entry.Key] = line;
                    }
                }

                var changed = after.Where(line => !ReferenceEquals(line.Value, lines.GetValueOrDefault(line.Key))).Select(line => line.Value).ToList();
                return changed.Count == 0 ? (head, []) : (head with { UpdatedAt = now }, changed);
            },
            cancellationToken).ConfigureAwait(false);

    private async Task<CountAnswer> MoveAsync(CountId id, CountState from, CountState to, string? actor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var after = await store.ChangeAsync(
            id, [], (head, _) => (head.State == from ? head with { State = to, Actor = actor ?? head.Actor, UpdatedAt = now } : head, []), cancellationToken)
            .ConfigureAwait(false);
        return after is null ? new CountAnswer.Unknown()
            : after.State < to ? new CountAnswer.WrongState(after.State)
            : new CountAnswer.Accepted(after);
    }

    /// <summary>Adds lines for what nobody counted, for some SKUs.</summary>
    private async Task<string?> SweepAsync(StockCount count, string? cursor, CancellationToken cancellationToken)
    {
        var after = cursor is null ? (Sku?)null : Sku.Parse(cursor);
        var skus = count.Skus is { } named
            ? [.. named.Where(sku => after is null || sku.CompareTo(after.Value) > 0).Take(SkusPerStep)]
            : await ledger.ReadSkusAsync(after, SkusPerStep, cancellationToken).ConfigureAwait(false);
        var levels = await ledger.ReadLevelsAsync(skus, cancellationToken).ConfigureAwait(false);
        var missing = skus
            .Where(levels.ContainsKey)
            .SelectMany(sku => levels[sku].Locations.Where(level => level.OnHandUnits > 0 && count.Covers(sku, level.Location))
                .Select(level => new CountLine(sku, level.Location, CountLineState.Uncounted, [], level.OnHandUnits)))
            .ToList();
        await store.AddMissingAsync(count.Id, missing, cancellationToken).ConfigureAwait(false);
        return skus.Count < SkusPerStep ? null : skus[^1].Value;
    }

    private async Task<CountProgress?> GoThroughAsync(
        StockCount count,
        CountProgress progress,
        CountState end,
        Func<StockCount, IReadOnlyList<CountLine>, CancellationToken, Task<IReadOnlyList<CountLine>>> work,
        CancellationToken cancellationToken)
    {
        var page = await store.ReadSomeAsync(count.Id, progress.Cursor, LinesPerStep, cancellationToken).ConfigureAwait(false);
        var after = await work(count, [.. page.Select(line => line.Line)], cancellationToken).ConfigureAwait(false);
        await store.WriteAsync(
            count.Id,
            [.. page.Zip(after).Where(pair => !ReferenceEquals(pair.First.Line, pair.Second)).Select(pair => (pair.Second, pair.First.ETag))],
            cancellationToken).ConfigureAwait(false);
        if (page.Count == LinesPerStep)
        {
            var last = page[^1].Line;
            return progress with { Cursor = CountKeys.Line(last.Sku, last.Location) };
        }

        await MoveAsync(count.Id, count.State, end, null, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<IReadOnlyList<CountLine>> CompareAsync(StockCount count, IReadOnlyList<CountLine> lines, CancellationToken cancellationToken)
    {
        var after = new List<CountLine>(lines.Count);
        foreach (var line in lines)
        {
            var cost = line.UnitCost ?? (await items.ReadAsync(line.Sku, cancellationToken).ConfigureAwait(false)).UnitCost;
            var valued = cost == line.UnitCost ? line : line with { UnitCost = cost };
            after.Add(line.State == CountLineState.Counted
                ? CountLines.Compare(valued, await HasMovedAsync(line, cancellationToken).ConfigureAwait(false))
                : valued);
        }

        return after;
    }

    private async Task<IReadOnlyList<CountLine>> PostAsync(StockCount count, IReadOnlyList<CountLine> lines, CancellationToken cancellationToken)
    {
        var varying = lines.Where(line => line.State == CountLineState.Varies).ToList();
        var posted = new Dictionary<CountLine, CountLine>(ReferenceEqualityComparer.Instance);
        foreach (var some in varying.Chunk(AtOnceMax))
        {
            var outcomes = await Task.WhenAll(some.Select(line => ledger.ExecuteAsync(
                new PostCount(count.Id, line.Sku, line.Location, line.CountedPosition, line.VarianceUnits, count.Actor, line.Reason ?? count.Reason),
                cancellationToken))).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                posted[some[i]] = CountLines.Post(some[i], outcomes[i]);
            }
        }

        // Before the lines are written: a run after a death in between finds them still to be posted, and announces again.
        await announcer.AnnounceAsync([.. varying.Select(line => line.Sku)], timeProvider.GetUtcNow(), movedBy: null, cancellationToken).ConfigureAwait(false);
        return [.. lines.Select(line => posted.GetValueOrDefault(line, line))];
    }

    /// <summary>Whether on hand at the line's location moved between its entries, so that nobody can say from which zone.</summary>
    private async Task<bool> HasMovedAsync(CountLine line, CancellationToken cancellationToken)
    {
        if (CountLines.Span(line) is not var (first, last))
        {
            return false;
        }

        if (last - first > EntriesBetweenMax)
        {
            return true;
        }

        await foreach (var entry in ledger.ReadJournalAsync(line.Sku, first + 1, (int)(last - first), cancellationToken).ConfigureAwait(false))
        {
            if (entry.Changes.Any(change => change.Location == line.Location && change.OnHandDelta != 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An entry without fault.</summary>
    /// <param name="Index">Its place in the call.</param>
    /// <param name="Levels">As of its counting.</param>
    private sealed record SoundEntry(int Index, CountEntry Entry, LocationId Location, SkuLevels Levels, DateTimeOffset CountedAt)
    {
        public (Sku Sku, LocationId Location) Key => (Entry.Sku, Location);
    }
}
