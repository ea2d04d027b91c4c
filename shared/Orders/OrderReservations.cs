using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;

namespace StockFlow.Orders;

/// <summary>The steps of doing one revision of an order. Each may run again at any time: the ledger gives the first answer.</summary>
public sealed class OrderReservations(
    StockLedger ledger,
    OrderStore orders,
    QuarantineStore quarantine,
    HoldStore holds,
    OrderShortfalls shortfalls,
    OrderSourcing sourcing,
    OrderPacking packing,
    OrderQueue queue,
    ItemCatalog items,
    StockAnnouncer announcer,
    ChannelCatalog channels,
    StockFlowMetrics metrics,
    TimeProvider timeProvider)
{
    /// <summary>SKUs per step: an ordinary order is one step, one of several hundred lines a few.</summary>
    public const int ChunkSize = 50;

    /// <summary>How often an order is tried in another place at once; after that whenever shortfalls are looked through.</summary>
    private const int TriesMax = 3;

    private const int CommandsAtOnceMax = 16;

    /// <summary>
    /// Does a whole revision, if it has one part only and is not rejected; otherwise its first part. Each step of an orchestration takes
    /// messages, history and, on Azure, a second that is billed: an ordinary order takes one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The order or its channel is not there.</exception>
    public async Task<WholeResult> DoAsync(OrderRevision revision, CancellationToken cancellationToken)
    {
        var first = await SetChunkAsync(new ChunkRequest(revision.Order, revision.Revision, 0), cancellationToken).ConfigureAwait(false);
        if (first.IsSuperseded)
        {
            return new WholeResult(first, Completion.Superseded);
        }

        if (await TryElsewhereAsync(revision, first, cancellationToken).ConfigureAwait(false))
        {
            return new WholeResult(first with { IsSuperseded = true }, Completion.Superseded);
        }

        if (first.Chunks > 1 || first.IsRejected)
        {
            return new WholeResult(first, null);
        }

        var request = new CompletionRequest(revision.Order, revision.Revision, false, false, first.Skus);
        return new WholeResult(first, await CompleteAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sets one part of the order's reservations, or gives it back.</summary>
    /// <exception cref="InvalidOperationException">The order or its channel is not there.</exception>
    public async Task<ChunkResult> SetChunkAsync(ChunkRequest request, CancellationToken cancellationToken)
    {
        var order = await FindAsync(request.Order, cancellationToken).ConfigureAwait(false);
        if (order.Revision != request.Revision)
        {
            return new ChunkResult(true, 1, false, []);
        }

        var settings = SettingsOf(request.Order);
        var now = timeProvider.GetUtcNow();
        var all = OrderWants.Of(order);
        var wants = all.Skus;
        var chunks = Math.Max(1, (wants.Count + ChunkSize - 1) / ChunkSize);
        var locations = request.Locations ?? await sourcing.PlanAsync(order, wants, settings, cancellationToken).ConfigureAwait(false);
        var places = request.Release ? null : await packing.PinAsync(order, all, settings, locations, now, cancellationToken).ConfigureAwait(false);
        var results = new List<SkuResult>(Math.Min(ChunkSize, wants.Count));
        foreach (var some in wants.Skip(request.Chunk * ChunkSize).Take(ChunkSize).Chunk(CommandsAtOnceMax))
        {
            var terms = await items.ReadAsync([.. some.Select(want => want.Sku)], cancellationToken).ConfigureAwait(false);
            var outcomes = await Task.WhenAll(some.Select(want => ledger.ExecuteAsync(
                OrderCommands.Set(order, request.Release, want, settings, locations, terms[want.Sku], now, places?.GetValueOrDefault(want.Sku)),
                cancellationToken)))
                .ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                metrics.Reserved(outcomes[i]);
                if (OrderCommands.Read(order, some[i].Sku, outcomes[i], terms[some[i].Sku], now) is not { } result)
                {
                    return new ChunkResult(true, chunks, false, []);
                }

                results.Add(result);
            }
        }

        return new ChunkResult(false, chunks, settings.Shortage == ShortagePolicy.RejectOrder, results, locations);
    }

    /// <summary>Announces the SKUs, lists what is quarantined, and puts the outcome on record if the order is still at that revision.</summary>
    /// <exception cref="InvalidOperationException">The order is not there.</exception>
    public async Task<Completion> CompleteAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        var order = await FindAsync(request.Order, cancellationToken).ConfigureAwait(false);

        // Also of lines that want nothing of stock: bundles, which may be made of other components by now, and what was called off at once.
        var skus = request.Skus.Select(sku => sku.Sku).Union(order.NamedSkus).ToList();
        await announcer.AnnounceAsync(skus, order.ReceivedAt, order.Id.Channel, cancellationToken).ConfigureAwait(false);
        if (order.Revision != request.Revision)
        {
            return Completion.Superseded;
        }

        var now = timeProvider.GetUtcNow();
        var settings = SettingsOf(request.Order);
        var holdUntil = HoldUntil(order, settings);
        if (holdUntil is { } deadline)
        {
            await holds.AddAsync(new OrderHold(order.Id, deadline), cancellationToken).ConfigureAwait(false);
        }

        await shortfalls.ListAsync(order, request, now, cancellationToken).ConfigureAwait(false);
        var done = OrderCompletion.Complete(order, request, holdUntil, now);
        var waiting = Waiting(done, now);
        foreach (var entry in waiting)
        {
            await quarantine.AddAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        // A SKU that became known before its entry was listed found nobody to release: whoever comes second sees the other.
        if (waiting.Count > 0 && !request.IsLastRound && await IsAnyKnownAsync(waiting, cancellationToken).ConfigureAwait(false))
        {
            return Completion.NowKnown;
        }

        // Once the outcome is on record, nothing says any more who was listed before: so a step that is cut off in between would forget them.
        foreach (var gone in Waiting(order, now).Where(before => waiting.All(entry => entry.Sku != before.Sku)))
        {
            await quarantine.RemoveUpToAsync(request.Order, gone.Sku, request.Revision, cancellationToken).ConfigureAwait(false);
        }

        var recorded = await orders
            .CompleteAsync(request.Order, request.Revision, current => OrderCompletion.Complete(current, request, holdUntil, now), cancellationToken)
            .ConfigureAwait(false);
        if (!recorded)
        {
            // The newer revision may have looked through the list before our entries were on it.
            foreach (var entry in waiting)
            {
                await quarantine.RemoveUnchangedAsync(entry, cancellationToken).ConfigureAwait(false);
            }

            return Completion.Superseded;
        }

        await shortfalls.SettleAsync(done, request, settings.Shortage, now, cancellationToken).ConfigureAwait(false);
        return Completion.Recorded;
    }

    /// <summary>
    /// Somebody else may have taken a part of what is packed together, between the plan and the reservation, while it is all there in another
    /// place. The next revision gives back what this one took, and goes there.
    /// </summary>
    private async Task<bool> TryElsewhereAsync(OrderRevision revision, ChunkResult done, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(revision.Order);
        if (settings.SplitLines || revision.Tries >= TriesMax || done.Skus.All(sku => sku.ShortUnits + sku.BackorderedUnits == 0))
        {
            return false;
        }

        var now = timeProvider.GetUtcNow();
        var order = await FindAsync(revision.Order, cancellationToken).ConfigureAwait(false);
        if (order.Revision != revision.Revision || !await packing.IsElsewhereAsync(order, settings, now, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await queue
            .SendAsync(new OrderRerun(revision.Order, revision.Revision, now) { Tries = revision.Tries + 1 }, cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    /// <summary>A hold runs from when the order was first taken in unpaid; what is edited meanwhile does not prolong it.</summary>
    private static DateTimeOffset? HoldUntil(Order order, ChannelSettings settings) =>
        order is { State: ChannelOrderState.PendingPayment, HoldExpired: false } && settings.HoldTime is { } time
            ? order.HoldUntil ?? order.ReceivedAt + time
            : null;

    private static List<QuarantineEntry> Waiting(Order order, DateTimeOffset since) =>
    [
        .. order.Lines
            .Where(line => line.Result?.Quarantine is not null)
            .Select(line => (line.Result!.Quarantine!.Value, Sku: Sku.TryParse(line.Sku, null, out var sku) ? sku : (Sku?)null))
            .DistinctBy(line => line.Sku)
            .Select(line => new QuarantineEntry(order.Id, order.Revision, line.Sku, line.Value, since)),
    ];

    private async Task<bool> IsAnyKnownAsync(IEnumerable<QuarantineEntry> entries, CancellationToken cancellationToken)
    {
        var unknown = entries.Where(entry => entry.Reason == QuarantineReason.UnknownSku).Select(entry => entry.Sku!.Value).ToList();
        return (await ledger.ReadLevelsAsync(unknown, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    private async Task<Order> FindAsync(OrderId order, CancellationToken cancellationToken) =>
        await orders.ReadAsync(order, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"Order {order} is not stored.");

    private ChannelSettings SettingsOf(OrderId order) =>
        channels.TryGet(order.Channel, out var channel)
            ? channel.Settings
            : throw new InvalidOperationException($"Order {order} is of a channel without settings: add StockFlow__Channels__{order.Channel}__Kind and the rest, then retry.");
}
