using StockFlow.Channels.Listings;
using StockFlow.Channels.Pushes;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Telemetry;

namespace StockFlow.Channels.Outbox;

/// <summary>Carries changes of stock to the outbox of every channel that lists the SKU or a bundle of it, then wakes the real-time ones. May run twice.</summary>
public sealed class StockFanOut
{
    private readonly ChannelCatalog _catalog;
    private readonly BundleCatalog _bundles;
    private readonly ListingIndex _index;
    private readonly ChannelOutbox _outbox;
    private readonly PushQueue _pushes;
    private readonly ChannelActivities _activities;
    private readonly TimeProvider _timeProvider;

    internal StockFanOut(
        ChannelCatalog catalog,
        BundleCatalog bundles,
        ListingIndex index,
        ChannelOutbox outbox,
        PushQueue pushes,
        ChannelActivities activities,
        TimeProvider timeProvider)
    {
        _catalog = catalog;
        _bundles = bundles;
        _index = index;
        _outbox = outbox;
        _pushes = pushes;
        _activities = activities;
        _timeProvider = timeProvider;
    }

    /// <summary>Durable once ended: every channel concerned has an entry for every SKU, and for every bundle that draws on one.</summary>
    public async Task FanOutAsync(IReadOnlyCollection<StockChanged> changes, CancellationToken cancellationToken)
    {
        var bundles = await _bundles.ReadAsync(cancellationToken);

        // Whoever moved a component may have moved a bundle of it: an order names the bundle, and we know only what it took.
        changes = [.. changes, .. changes.SelectMany(change => bundles.With(change.Sku).Select(bundle => change with { Sku = bundle }))];

        // A SKU named several times becomes one entry, as old as the oldest event.
        var oldest = new Dictionary<Sku, DateTimeOffset>(changes.Count);
        var traces = new Dictionary<Sku, string>();
        foreach (var change in changes)
        {
            oldest[change.Sku] = oldest.TryGetValue(change.Sku, out var at) && at < change.ChangedAt ? at : change.ChangedAt;
            if (change.TraceParent is { } trace)
            {
                traces[change.Sku] = StockFlowTrace.Join(traces.GetValueOrDefault(change.Sku), trace);
            }
        }

        var moved = changes
            .Where(change => change.MovedBy is not null)
            .GroupBy(change => (change.Sku, Channel: change.MovedBy!.Value))
            .ToDictionary(group => group.Key, group => (DateTimeOffset?)group.Max(change => change.ChangedAt));
        var listedOn = await _index.ReadAsync(oldest.Keys, cancellationToken);
        var perChannel = listedOn
            .SelectMany(pair => pair.Value.Select(channel => (Channel: channel, Change: new PendingChange(
                pair.Key, oldest[pair.Key], moved.GetValueOrDefault((pair.Key, channel)), traces.GetValueOrDefault(pair.Key)))))
            .GroupBy(one => one.Channel, one => one.Change)
            .ToList();
        await Task.WhenAll(perChannel.Select(async group =>
        {
            var superseded = await _outbox.AddAsync(group.Key, [.. group], confirmAfter: null, cancellationToken);
            _activities.Of(group.Key).Count(new PushCounts { Superseded = superseded });
        }));

        // Only after the entries are there: a push that is woken before would find nothing and the wake-up would be spent.
        var now = _timeProvider.GetUtcNow();
        await _pushes.RequestAsync(
            [.. perChannel.Select(group => group.Key).Where(id => _catalog.TryGet(id, out var channel) && channel.Settings.Sync.IntervalAt(now) == TimeSpan.Zero)],
            at: null,
            cancellationToken);
    }
}
