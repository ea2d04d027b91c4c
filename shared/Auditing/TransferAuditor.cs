using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Transfers;
using static System.FormattableString;

namespace StockFlow.Auditing;

/// <summary>Audits transfers: what the ledger has done for one is what its document says, once that is settled.</summary>
internal sealed class TransferAuditor(StockLedger ledger, TransferStore documents, AuditReport report)
{
    private const int AttemptsMax = 5;

    /// <summary>Audits what the ledger holds for a transfer of one SKU.</summary>
    public Task<AuditCounts> AuditAsync(Sku sku, StockTransfer held, AuditRun run, CancellationToken cancellationToken) =>
        AuditAsync(sku, held.Transfer, run, cancellationToken);

    /// <summary>Audits a document with units set aside or on the way.</summary>
    public async Task<AuditCounts> AuditAsync(Transfer document, AuditRun run, CancellationToken cancellationToken)
    {
        var counts = new AuditCounts();
        if (!document.IsSettled)
        {
            return counts;
        }

        foreach (var line in document.Lines.Where(line => line.PlannedUnits - line.ReleasedUnits - line.ReceivedUnits - line.LostUnits > 0))
        {
            // Those that the ledger knows of are compared with the SKU.
            if (line.AvailableUnits is null && document.Stage != TransferStage.Refused
                && await ledger.ReadTransferAsync(line.Sku, document.Id, cancellationToken).ConfigureAwait(false) is null)
            {
                counts += await AuditAsync(line.Sku, document.Id, run, cancellationToken).ConfigureAwait(false);
            }
        }

        return counts;
    }

    private async Task<AuditCounts> AuditAsync(Sku sku, TransferId id, AuditRun run, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var document = await documents.ReadAsync(id, cancellationToken).ConfigureAwait(false);
            var held = await ledger.ReadTransferAsync(sku, id, cancellationToken).ConfigureAwait(false);
            var again = await documents.ReadAsync(id, cancellationToken).ConfigureAwait(false);
            if (document?.Revision != again?.Revision || document?.AppliedRevision != again?.AppliedRevision)
            {
                continue;
            }

            if (Compare(sku, id, document, held) is not { } finding)
            {
                return new AuditCounts();
            }

            return await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
        }

        return new AuditCounts();
    }

    private static AuditFinding? Compare(Sku sku, TransferId id, Transfer? document, StockTransfer? held)
    {
        if (document is { IsSettled: false })
        {
            return null;
        }

        if (document is null)
        {
            return held is null || held.SetAsideUnits + held.InTransitUnits == 0
                ? null
                : Finding(AuditKind.TransferWithoutDocument, held.From, $"a transfer {id}", $"{held.SetAsideUnits} set aside and {held.InTransitUnits} on the way for it");
        }

        var line = document.Lines.FirstOrDefault(line => line.Sku == sku);
        var expected = (line?.PlannedUnits ?? 0, line?.ReleasedUnits ?? 0, line?.DispatchedUnits ?? 0, line?.ReceivedUnits ?? 0, line?.LostUnits ?? 0);
        var found = (held?.PlannedUnits ?? 0, held?.ReleasedUnits ?? 0, held?.DispatchedUnits ?? 0, held?.ReceivedUnits ?? 0, held?.LostUnits ?? 0);
        return expected == found
            ? null
            : Finding(AuditKind.TransferDiffers, document.From, $"{id}: planned, released, dispatched, received, lost {expected}", $"{found}");

        AuditFinding Finding(AuditKind kind, LocationId location, FormattableString expected, FormattableString found) =>
            new(kind, sku, location, null, Invariant(expected), Invariant(found), AuditRemedy.Person);
    }
}
