using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>Audits orders: what they hold, whether they end, and whether what waits is on the list that lets it go on.</summary>
internal sealed class OrderAuditor(
    StockLedger ledger,
    OrderStore orders,
    QuarantineStore quarantine,
    ChannelCatalog channels,
    OrderQueue queue,
    AuditReport report,
    TimeProvider timeProvider)
{
    /// <summary>Orders take seconds; in this time a restart, a retry or a throttled storage has been overcome.</summary>
    private static readonly TimeSpan UnfinishedAfter = TimeSpan.FromHours(1);

    private const int AttemptsMax = 5;

    /// <summary>Whether the run looks at an order. One that had ended before the last run, which looked at it, is only looked at by a full one.</summary>
    public static bool IsLookedAt(Order order, AuditRun run) =>
        run.IsFull || !(order.DoneAt < run.EndedBefore) || !order.IsDone
        || OrderWants.Of(order).Skus.Any(want => want.OpenUnits > 0) || Waiting(order).Any();

    /// <summary>Audits an order by what it wants.</summary>
    public async Task<AuditCounts> AuditAsync(Order order, AuditRun run, CancellationToken cancellationToken)
    {
        var counts = new AuditCounts(Orders: 1);
        if (!order.IsDone)
        {
            return counts + await AuditUnfinishedAsync(order, run, cancellationToken).ConfigureAwait(false);
        }

        foreach (var want in OrderWants.Of(order).Skus.Where(want => want.OpenUnits > 0 || want.ShippedUnits > 0))
        {
            counts += await AuditAsync(want.Sku, order.Id, order, isFromSku: false, run, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (sku, reason) in Waiting(order))
        {
            counts += await AuditWaitingAsync(order, sku, reason, run, cancellationToken).ConfigureAwait(false);
        }

        return counts;
    }

    /// <summary>Audits what holds some of one SKU, for the SKU's audit.</summary>
    public async Task<AuditCounts> AuditAsync(Sku sku, OrderId id, AuditRun run, CancellationToken cancellationToken)
    {
        var (order, isUnreadable) = await ReadOrderAsync(id, cancellationToken).ConfigureAwait(false);
        return isUnreadable
            ? await AuditUnreadableAsync(id, run, cancellationToken).ConfigureAwait(false)
            : await AuditAsync(sku, id, order, isFromSku: true, run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports a row that is not of our form. It keeps what it holds: what it wants cannot be told.</summary>
    public async Task<AuditCounts> AuditUnreadableAsync(OrderId id, AuditRun run, CancellationToken cancellationToken)
    {
        var finding = new AuditFinding(AuditKind.Unreadable, null, null, id, "a readable order", "a row that is not of our form", AuditRemedy.Person);
        return await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an order that may be unreadable; null where there is none, or it is.</summary>
    public async Task<(Order? Order, bool IsUnreadable)> ReadOrderAsync(OrderId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await orders.ReadAsync(id, cancellationToken).ConfigureAwait(false), false);
        }
        catch (InvalidDataException)
        {
            return (null, true);
        }
    }

    public async Task<bool> IsKnownAsync(OrderId id, CancellationToken cancellationToken) =>
        await ReadOrderAsync(id, cancellationToken).ConfigureAwait(false) is not (null, false);

    /// <summary>Audits an order of which an earlier run has found something.</summary>
    public async Task<AuditCounts> AuditAsync(OrderId id, AuditRun run, CancellationToken cancellationToken) =>
        await ReadOrderAsync(id, cancellationToken).ConfigureAwait(false) switch
        {
            (_, true) => await AuditUnreadableAsync(id, run, cancellationToken).ConfigureAwait(false),
            ({ } order, _) => await AuditAsync(order, run, cancellationToken).ConfigureAwait(false),
            _ => new AuditCounts(),
        };

    /// <param name="order">As it was a moment ago; null where there was none.</param>
    /// <param name="isFromSku">Whether the SKU's audit asks, or the order's, which leaves to the other what that sees.</param>
    private async Task<AuditCounts> AuditAsync(
        Sku sku, OrderId id, Order? order, bool isFromSku, AuditRun run, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (order is { IsDone: false })
            {
                return new AuditCounts();
            }

            var held = await ReadReservationAsync(sku, id, cancellationToken).ConfigureAwait(false);
            if (held.IsUnreadable || (!isFromSku && OrderAudit.IsSeenFromSku(held.Reservation)) || OrderAudit.Compare(sku, id, order, held.Reservation) is not { } finding)
            {
                return new AuditCounts();
            }

            // A newer revision may have been between the two: what differs differs only while the order stays at its own.
            var again = await orders.ReadAsync(id, cancellationToken).ConfigureAwait(false);
            if (again?.Revision == order?.Revision && again?.DoneRevision == order?.DoneRevision)
            {
                return await SettleAsync(finding, again, run, cancellationToken).ConfigureAwait(false);
            }

            order = again;
        }

        return new AuditCounts();
    }

    /// <summary>Audits an entry of the quarantine.</summary>
    public async Task<AuditCounts> AuditAsync(QuarantineEntry entry, AuditRun run, CancellationToken cancellationToken)
    {
        var (order, isUnreadable) = await ReadOrderAsync(entry.Order, cancellationToken).ConfigureAwait(false);
        var now = timeProvider.GetUtcNow();
        if (isUnreadable || order is { IsDone: false } || order?.DoneAt > now - AuditReport.ListDelayMax || entry.Since > now - AuditReport.ListDelayMax
            || (order is not null && Waiting(order).Any(waiting => waiting.Sku == entry.Sku)))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(
            AuditKind.QuarantineStale, entry.Sku, null, entry.Order,
            "nothing on the list", $"on the list since {entry.Since:u} for {entry.Reason}", AuditRemedy.List);
        return await report.MendAsync(finding, run, token => quarantine.RemoveUnchangedAsync(entry, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports a difference and has the order done once more; one in work is left for the next run.</summary>
    public async Task<AuditCounts> RerunAsync(AuditFinding finding, OrderId id, AuditRun run, CancellationToken cancellationToken) =>
        await orders.ReadAsync(id, cancellationToken).ConfigureAwait(false) is { IsDone: true } order
            ? await SettleAsync(finding, order, run, cancellationToken).ConfigureAwait(false)
            : new AuditCounts();

    private async Task<AuditCounts> SettleAsync(AuditFinding finding, Order? order, AuditRun run, CancellationToken cancellationToken)
    {
        // What the ledger never saw can't be held; the order waits in quarantine for it, or will find out when it is done again.
        if (finding.Kind == AuditKind.ReservationMissing
            && await ledger.ReadLevelsAsync(finding.Sku!.Value, cancellationToken).ConfigureAwait(false) is null)
        {
            return new AuditCounts();
        }

        // Asked for twice it is done once: the second request finds the order at a newer revision.
        return finding.Remedy != AuditRemedy.Rerun || order is null || !channels.TryGet(order.Id.Channel, out _)
            ? await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false)
            : await report.MendAsync(
                finding, run, token => queue.SendAsync(new OrderRerun(order.Id, order.Revision, run.StartedAt), token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditCounts> AuditUnfinishedAsync(Order order, AuditRun run, CancellationToken cancellationToken)
    {
        if (order.ReceivedAt > timeProvider.GetUtcNow() - UnfinishedAfter)
        {
            return new AuditCounts();
        }

        // Not started again by us: what failed is among the failures with its reason, and would fail again.
        var finding = new AuditFinding(
            AuditKind.OrderUnfinished, null, null, order.Id,
            "done within an hour", $"revision {order.Revision}, taken in at {order.ReceivedAt:u}, is not done", AuditRemedy.Person);
        return await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditCounts> AuditWaitingAsync(
        Order order, Sku? sku, QuarantineReason reason, AuditRun run, CancellationToken cancellationToken)
    {
        if (await quarantine.IsListedAsync(order.Id, sku, cancellationToken).ConfigureAwait(false))
        {
            return new AuditCounts();
        }

        var again = await orders.ReadAsync(order.Id, cancellationToken).ConfigureAwait(false);
        if (again is null or { IsDone: false } || !Waiting(again).Contains((sku, reason)))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(AuditKind.QuarantineMissing, sku, null, order.Id, $"listed for {reason}", "not listed", AuditRemedy.List);
        var entry = new QuarantineEntry(order.Id, again.Revision, sku, reason, timeProvider.GetUtcNow());
        return await report.MendAsync(finding, run, token => quarantine.AddAsync(entry, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(Reservation? Reservation, bool IsUnreadable)> ReadReservationAsync(Sku sku, OrderId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await ledger.ReadReservationAsync(sku, id, cancellationToken).ConfigureAwait(false), false);
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            // The SKU's own audit has reported it.
            return (null, true);
        }
    }

    private static IEnumerable<(Sku? Sku, QuarantineReason Reason)> Waiting(Order order) => order.Lines
        .Where(line => line.Result?.Quarantine is not null)
        .Select(line => (Sku.TryParse(line.Sku, null, out var sku) ? sku : (Sku?)null, line.Result!.Quarantine!.Value))
        .DistinctBy(waiting => waiting.Item1);
}
