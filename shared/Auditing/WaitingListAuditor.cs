using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using static System.FormattableString;

namespace StockFlow.Auditing;

/// <summary>
/// Audits the two lists that let a waiting order go on: until when it holds units unpaid, and what it is short of. Whatever is missing there
/// is never looked at again, so it is put back; what has no order behind it is taken off.
/// </summary>
internal sealed class WaitingListAuditor(
    OrderStore orders, HoldStore holds, ShortfallStore shortfalls, OrderAuditor auditor, AuditReport report, TimeProvider timeProvider)
{
    /// <summary>Audits an order that is done: whether it is on the lists it should be on.</summary>
    public async Task<AuditCounts> AuditAsync(Order order, AuditRun run, CancellationToken cancellationToken) => order.IsDone
        ? await AuditHoldAsync(order, run, cancellationToken).ConfigureAwait(false)
            + await AuditShortfallsAsync(order, run, cancellationToken).ConfigureAwait(false)
        : new AuditCounts();

    /// <summary>Audits a row of the holds.</summary>
    public async Task<AuditCounts> AuditAsync(OrderHold hold, AuditRun run, CancellationToken cancellationToken)
    {
        // The row comes after the order, and is only a reminder: one of an order that is paid goes at its deadline.
        if (await auditor.IsKnownAsync(hold.Order, cancellationToken).ConfigureAwait(false))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(AuditKind.HoldStale, null, null, hold.Order, "an order", $"a hold until {hold.Until:u} and no order", AuditRemedy.List);
        return await report.MendAsync(finding, run, token => holds.RemoveAsync(hold, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Audits a row of the shortfalls.</summary>
    public async Task<AuditCounts> AuditAsync(Shortfall shortfall, AuditRun run, CancellationToken cancellationToken)
    {
        var (order, isUnreadable) = await auditor.ReadOrderAsync(shortfall.Order, cancellationToken).ConfigureAwait(false);
        if (isUnreadable || order is { IsDone: false } || order?.DoneAt > timeProvider.GetUtcNow() - AuditReport.ListDelayMax
            || (order is not null && (shortfall.Revision > order.DoneRevision || ShortfallAudit.Of(order).MayWait(shortfall.Sku))))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(
            AuditKind.ShortfallStale, shortfall.Sku, null, shortfall.Order, "nothing on the list", Describe(shortfall), AuditRemedy.List);
        return await report.MendAsync(finding, run, token => shortfalls.RemoveUnchangedAsync(shortfall, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditCounts> AuditHoldAsync(Order order, AuditRun run, CancellationToken cancellationToken)
    {
        // A deadline that has just passed is taken off the list while the order is told.
        var now = timeProvider.GetUtcNow();
        if (order is not { State: ChannelOrderState.PendingPayment, HoldExpired: false, HoldUntil: { } until }
            || (until <= now && until > now - AuditReport.ListDelayMax)
            || await holds.IsListedAsync(new OrderHold(order.Id, until), cancellationToken).ConfigureAwait(false)
            || !await IsUnchangedAsync(order, cancellationToken).ConfigureAwait(false))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(AuditKind.HoldMissing, null, null, order.Id, $"a hold until {until:u}", "none", AuditRemedy.List);
        return await report.MendAsync(finding, run, token => holds.AddAsync(new OrderHold(order.Id, until), token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditCounts> AuditShortfallsAsync(Order order, AuditRun run, CancellationToken cancellationToken)
    {
        var expected = ShortfallAudit.Of(order).Waits;
        if (expected.Count == 0)
        {
            return new AuditCounts();
        }

        var listed = (await shortfalls.ReadAsync(order.Id, cancellationToken).ConfigureAwait(false)).ToDictionary(row => row.Sku);
        foreach (var (sku, units) in expected)
        {
            var row = listed.GetValueOrDefault(sku);
            if (row?.Revision > order.DoneRevision
                || (row is not null && (row.Revision, row.ShortUnits, row.BackorderedUnits, row.PreorderedUnits) == (order.DoneRevision, units.Short, units.Backordered, units.Preordered)))
            {
                continue;
            }

            // One run of the order lists all its SKUs, so the first difference stands for them all.
            if (!await IsUnchangedAsync(order, cancellationToken).ConfigureAwait(false))
            {
                return new AuditCounts();
            }

            var finding = new AuditFinding(
                row is null ? AuditKind.ShortfallMissing : AuditKind.ShortfallDiffers,
                sku,
                null,
                order.Id,
                Invariant($"{units.Short} short, {units.Backordered} backordered and {units.Preordered} preordered at revision {order.DoneRevision}"),
                row is null ? "not listed" : Describe(row),
                AuditRemedy.Rerun);
            return await auditor.RerunAsync(finding, order.Id, run, cancellationToken).ConfigureAwait(false);
        }

        return new AuditCounts();
    }

    private async Task<bool> IsUnchangedAsync(Order order, CancellationToken cancellationToken) =>
        await orders.ReadAsync(order.Id, cancellationToken).ConfigureAwait(false) is { } again
        && (again.Revision, again.DoneRevision) == (order.Revision, order.DoneRevision);

    private static string Describe(Shortfall row) =>
        Invariant($"{row.ShortUnits} short, {row.BackorderedUnits} backordered and {row.PreorderedUnits} preordered at revision {row.Revision}");
}
