using System.Diagnostics;
using Microsoft.Extensions.Logging;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Prices;
using StockFlow.Stock;
using StockFlow.Telemetry;

namespace StockFlow.Channels.Pushes;

/// <summary>
/// Empties a channel's outbox: for each batch it waits for the channel's rate, reads the newest levels, sends, and stores what became
/// of each item. Real-time pushes and interval syncs both come here.
/// <para>
/// The newest number wins: one sender at a time holds the channel's lease; numbers are read after the outbox entry, so that whatever
/// changes later touches the entry and is sent next; a sender that was cut off, or a request of unknown end, leaves its numbers in doubt,
/// and numbers in doubt are sent again after the time in which a late request could still arrive. All of that is true of prices, too.
/// </para>
/// </summary>
public sealed partial class ChannelPusher
{
    private const int PageSizeMin = 50;
    private const int PageSizeMax = 1000;
    private const int ThrottlesPerDrainMax = 20;

    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);

    private readonly ChannelCatalog _catalog;
    private readonly ChannelTables _tables;
    private readonly ListingStore _listings;
    private readonly ChannelOutbox _outbox;
    private readonly PublishedQuantities _quantities;
    private readonly PublishedPrices _prices;
    private readonly PushRecorder _recorder;
    private readonly ChannelActivities _activities;
    private readonly SyncOptions _options;
    private readonly Jitter _jitter;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ChannelPusher> _logger;
    private readonly string _owner;

    internal ChannelPusher(
        ChannelCatalog catalog,
        ChannelTables tables,
        ListingStore listings,
        ChannelOutbox outbox,
        PublishedQuantities quantities,
        PublishedPrices prices,
        PushRecorder recorder,
        ChannelActivities activities,
        SyncOptions options,
        Jitter jitter,
        TimeProvider timeProvider,
        ILogger<ChannelPusher> logger)
    {
        _catalog = catalog;
        _tables = tables;
        _listings = listings;
        _outbox = outbox;
        _quantities = quantities;
        _prices = prices;
        _recorder = recorder;
        _activities = activities;
        _options = options;
        _jitter = jitter;
        _timeProvider = timeProvider;
        _logger = logger;
        _owner = jitter.NextName();
    }

    /// <summary>Whether a drain begun now would find something to send; costs one read, where a drain writes.</summary>
    public async Task<bool> HasDueAsync(ChannelId id, CancellationToken cancellationToken) =>
        (await _outbox.ReadDueAsync(id, _timeProvider.GetUtcNow(), 1, cancellationToken)).Count > 0;

    /// <summary>Sends what is due, for at most <see cref="SyncOptions.PushBudget"/>. Safe to call at any time, from anywhere, twice.</summary>
    /// <returns>Whether and when to go on. A channel that is not configured any more has nothing due.</returns>
    public async Task<DrainAnswer> DrainAsync(ChannelId id, CancellationToken cancellationToken)
    {
        if (!_catalog.TryGet(id, out var channel))
        {
            LogNotConfigured(id);
            return DrainAnswer.Drained;
        }

        var (lease, refusal) = await ChannelLease.TryTakeAsync(
            _tables.Channels, id, _owner, _options.LeaseDuration, _timeProvider, cancellationToken);
        if (lease is null)
        {
            return refusal!;
        }

        var drain = new Drain(channel, lease, _activities.Of(id), _timeProvider.GetUtcNow() + _options.PushBudget)
        {
            FailuresInARow = lease.State.FailuresInARow,
        };
        var throttles = channel.Traffic.Throttles;
        var isInDoubt = true;
        try
        {
            var answer = await DrainAsync(drain, cancellationToken);
            isInDoubt = false;
            return answer;
        }
        finally
        {
            drain.Activity.Count(new PushCounts { Throttles = channel.Traffic.Throttles - throttles });
            var state = drain.Activity.MoveInto(lease.State) with
            {
                LastSuccessAt = drain.Error is null && !isInDoubt ? _timeProvider.GetUtcNow() : lease.State.LastSuccessAt,
                LastError = drain.Error ?? (isInDoubt ? "The last send was cut off." : null),
                FailuresInARow = drain.FailuresInARow,
                RestUntil = drain.RestUntil,
            };

            // Giving back is not cancelled: others would wait for the lease to run out.
            await lease.ReleaseAsync(state, isInDoubt, CancellationToken.None);
        }
    }

    private async Task<DrainAnswer> DrainAsync(Drain drain, CancellationToken cancellationToken)
    {
        var channel = drain.Channel;
        var batchSize = channel.Connector.Limits.BatchSizeMax;
        var pageSize = Math.Clamp(batchSize, PageSizeMin, PageSizeMax);
        Sku? after = null;
        while (true)
        {
            var due = await _outbox.ReadDueAsync(channel.Id, _timeProvider.GetUtcNow(), pageSize, after, cancellationToken);
            if (due.Count == 0 && after is null)
            {
                return DrainAnswer.Drained;
            }

            // What a full page leaves for a later turn (prices) comes after the numbers of the pages behind it.
            after = due.Count == pageSize ? due[^1].Sku : null;

            foreach (var entries in due.Chunk(batchSize))
            {
                var wait = channel.Traffic.Wait;
                var now = _timeProvider.GetUtcNow();
                if (now + wait >= drain.Deadline)
                {
                    return Rest(drain, wait);
                }

                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _timeProvider, cancellationToken);
                }

                if (!await PushAsync(drain, entries, cancellationToken))
                {
                    return new DrainAnswer(DrainEnd.Busy, _timeProvider.GetUtcNow() + BusyDelay);
                }

                if (drain.Failure is { } failure)
                {
                    drain.Failure = null;
                    if (AgainAfter(drain, failure) is { } answer)
                    {
                        return answer;
                    }

                    break;
                }
            }
        }
    }

    /// <returns>False when another sender took over.</returns>
    private async Task<bool> PushAsync(Drain drain, IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        var channel = drain.Channel;
        var listings = await _listings.ReadAsync(channel.Id, [.. entries.Select(entry => entry.Sku)], cancellationToken);
        var quantities = await _quantities.ReadAsync(channel.Settings, [.. listings.Keys], cancellationToken);
        var planned = Plan(await _prices.ReadAsync(channel.Settings, [.. listings.Keys], cancellationToken));
        List<Sku> toPrice = [.. planned.Where(entry => entry.PricesToSend.Count > 0).Select(entry => entry.Entry.Sku)];
        if (toPrice.Count > 0)
        {
            planned = Plan(await _prices.ReadNewestAsync(channel.Settings, toPrice, cancellationToken));
        }

        using var span = StockFlowTrace.Combine(SpanNames.PushQuantities, entries.SelectMany(entry => StockFlowTrace.Split(entry.TraceParents)), ActivityKind.Client)?
            .SetTag(SpanTags.Channel, channel.Id.Value)
            .SetTag(SpanTags.Skus, entries.Count);
        var sender = new BatchSender(channel, drain.Lease, drain.Activity, _logger);
        await sender.SendAsync(planned, cancellationToken);
        if (sender.Failure is { } cause)
        {
            span?.SetStatus(ActivityStatusCode.Error, cause.Failure.ToString());
        }

        // What the channel has taken is stored even when the host is stopping.
        await _recorder.RecordAsync(channel, drain.Activity, planned, sender.Outcomes, CancellationToken.None);
        drain.Failure = sender.Failure;
        if (sender.Failure is null && sender.Outcomes.Count > 0)
        {
            drain.FailuresInARow = 0;
            drain.Error = null;
        }

        return !sender.IsLeaseLost;

        List<PlannedEntry> Plan(IReadOnlyDictionary<Sku, PublishedPrice> prices) =>
            [.. entries.Select(entry => PushPlan.Plan(
                entry,
                listings.GetValueOrDefault(entry.Sku),
                quantities.GetValueOrDefault(entry.Sku),
                prices.GetValueOrDefault(entry.Sku),
                drain.Lease.State.DoubtedBefore))];
    }

    /// <returns>Null to go on at once: the pause that the channel asked for is over within this invocation's time.</returns>
    private DrainAnswer? AgainAfter(Drain drain, ChannelException failure)
    {
        var channel = drain.Channel;
        var now = _timeProvider.GetUtcNow();
        drain.Error = failure.Message;
        if (failure.Failure == ChannelFailure.Throttled)
        {
            var wait = channel.Traffic.Wait;
            return now + wait < drain.Deadline && ++drain.Throttles <= ThrottlesPerDrainMax ? null : Rest(drain, wait);
        }

        drain.FailuresInARow++;
        var delay = failure.RetryAfter ?? _jitter.Backoff(drain.FailuresInARow, _options.RetryDelay, _options.RetryDelayMax);
        LogCallFailed(channel.Id, failure.Failure, failure.Message, drain.FailuresInARow, delay);
        drain.RestUntil = now + delay;
        return new DrainAnswer(DrainEnd.Failed, drain.RestUntil);
    }

    private DrainAnswer Rest(Drain drain, TimeSpan wait)
    {
        var at = _timeProvider.GetUtcNow() + wait;
        drain.RestUntil = wait > TimeSpan.Zero ? at : default;
        return new DrainAnswer(DrainEnd.MoreToDo, at);
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Channel} is not configured any more; its outbox is left alone")]
    private partial void LogNotConfigured(ChannelId channel);

    [LoggerMessage(2002, LogLevel.Warning, "{Channel} could not be told ({Failure}): {Reason} This is failure {FailuresInARow} in a row; trying again in {Delay}")]
    private partial void LogCallFailed(ChannelId channel, ChannelFailure failure, string reason, int failuresInARow, TimeSpan delay);

    /// <summary>One invocation's work on one channel.</summary>
    private sealed class Drain(Channel channel, ChannelLease lease, ChannelActivity activity, DateTimeOffset deadline)
    {
        public Channel Channel => channel;

        public ChannelLease Lease => lease;

        public ChannelActivity Activity => activity;

        public DateTimeOffset Deadline => deadline;

        public int FailuresInARow { get; set; }

        public DateTimeOffset RestUntil { get; set; }

        public int Throttles { get; set; }

        public string? Error { get; set; }

        public ChannelException? Failure { get; set; }
    }
}
