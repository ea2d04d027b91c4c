using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>The steps of doing one revision of an order. Each may run again at any time: the ledger gives the first answer.</summary>
public sealed class OrderReservations(
    StockLedger ledger,
    OrderStore orders,
    QuarantineStore quarantine,
    StockAnnouncer announcer,
    ChannelCatalog channels,
    TimeProvider timeProvider)
{
    /// <summary>SKUs per step: an ordinary order is one step, one of several hundred lines a few.</summary>
    public const int ChunkSize = 50;

    private const int CommandsAtOnceMax = 16;

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
        var wants = OrderWants.Of(order).Skus;
        var chunks = Math.Max(1, (wants.Count + ChunkSize - 1) / ChunkSize);
        var results = new List<SkuResult>(Math.Min(ChunkSize, wants.Count));
        foreach (var some in wants.Skip(request.Chunk * ChunkSize).Take(ChunkSize).Chunk(CommandsAtOnceMax))
        {
            var outcomes = await Task.WhenAll(some.Select(want => ledger.ExecuteAsync(ToCommand(request, want, settings), cancellationToken)))
                .ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                if (ToResult(some[i].Sku, outcomes[i]) is not { } result)
                {
                    return new ChunkResult(true, chunks, false, []);
                }

                results.Add(result);
            }
        }

        return new ChunkResult(false, chunks, settings.Shortage == ShortagePolicy.RejectOrder, results);
    }

    /// <summary>Announces the SKUs, lists what is quarantined, and puts the outcome on record if the order is still at that revision.</summary>
    /// <exception cref="InvalidOperationException">The order is not there.</exception>
    public async Task<Completion> CompleteAsync(CompletionRequest request, CancellationToken cancellationToken)
    {
        var order = await FindAsync(request.Order, cancellationToken).ConfigureAwait(false);
        var known = request.Skus.Where(sku => !sku.IsUnknown).Select(sku => sku.Sku).ToList();
        await announcer.AnnounceAsync(known, order.ReceivedAt, order.Id.Channel, cancellationToken).ConfigureAwait(false);
        if (order.Revision != request.Revision)
        {
            return Completion.Superseded;
        }

        var now = timeProvider.GetUtcNow();
        var done = OrderCompletion.Complete(order, request, now);
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

        var recorded = await orders
            .CompleteAsync(request.Order, request.Revision, current => OrderCompletion.Complete(current, request, now), cancellationToken)
            .ConfigureAwait(false);
        if (!recorded)
        {
            return Completion.Superseded;
        }

        foreach (var gone in Waiting(order, now).Where(before => waiting.All(entry => entry.Sku != before.Sku)))
        {
            await quarantine.RemoveAsync(request.Order, gone.Sku, cancellationToken).ConfigureAwait(false);
        }

        return Completion.Recorded;
    }

    private static SetReservation ToCommand(ChunkRequest request, SkuWant want, ChannelSettings settings) => new(
        want.Sku,
        request.Order,
        request.Revision,
        request.Release ? 0 : want.OpenUnits,
        want.ShippedUnits,
        want.RestockedUnits,
        settings.Locations,
        settings.Shortage,
        Math.Min(settings.BackorderLimitUnits, StockLimits.UnitsMax),
        request.Release);

    /// <returns>Null where a newer revision has been at it.</returns>
    private static SkuResult? ToResult(Sku sku, ReservationOutcome outcome) => outcome switch
    {
        ReservationOutcome.UnknownSku => new SkuResult(sku, true),
        ReservationOutcome.Set set => new SkuResult(
            sku, false, set.Reservation.ReservedUnits, set.Reservation.BackorderedUnits, set.Reservation.ShortUnits),
        ReservationOutcome.Superseded => null,
        ReservationOutcome.ContentDiffers differs => throw new InvalidOperationException(
            $"{sku} was set with other units at revision {differs.OnRecord.Revision} of {differs.OnRecord.Order}: a revision never changes what it wants."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome of a reservation."),
    };

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
