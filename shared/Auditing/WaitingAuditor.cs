using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>Audits the places of the orders that wait for a SKU: each has one as long as it waits, and no longer.</summary>
internal sealed class WaitingAuditor(WaitingPlaces places, OrderAuditor orders, AuditReport report)
{
    public async Task<AuditCounts> AuditAsync(StockPartition partition, AuditRun run, CancellationToken cancellationToken)
    {
        var (sku, counts) = (partition.Levels.Sku, new AuditCounts());
        if (!partition.IsReadable)
        {
            return counts;
        }

        var waits = partition.Reservations.Where(reservation => reservation.WaitingSince is not null)
            .Select(reservation => (reservation.WaitingSince!.Value, reservation.Order)).ToHashSet();
        var placed = partition.Waiting.Select(place => (place.Since, place.Order)).ToHashSet();
        foreach (var (since, order) in waits.Except(placed))
        {
            var finding = new AuditFinding(
                AuditKind.WaitingMissing, sku, null, order, $"a place since {since:u}", "none", AuditRemedy.Rerun);
            counts += await orders.RerunAsync(finding, order, run, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (since, order) in placed.Except(waits))
        {
            var finding = new AuditFinding(
                AuditKind.WaitingStale, sku, null, order, "no place", $"one since {since:u}", AuditRemedy.List);
            counts += await report.MendAsync(finding, run, token => places.RemoveUnchangedAsync(sku, since, order, token), cancellationToken).ConfigureAwait(false);
        }

        return counts;
    }
}
