using System.Globalization;
using Azure;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>
/// Audits the snapshots of one SKU while its journal is added up: each says what the entries up to it add up to. A wrong one is taken away, as
/// the journal, where it is whole, proves what it should be, and readers then begin with the one before.
/// </summary>
internal sealed class SnapshotAuditor(LevelSnapshots snapshots, AuditReport report)
{
    /// <summary>Reads what is to be compared: the snapshots after one position, up to another.</summary>
    public Task<Dictionary<long, (SkuLevels? Levels, ETag ETag)>> ReadAsync(Sku sku, long after, long upTo, CancellationToken cancellationToken) =>
        snapshots.ReadAsync(sku, after, upTo, cancellationToken);

    /// <summary>Compares the snapshot at the position that the journal has come to.</summary>
    /// <param name="levels">Null where the snapshot can't be read.</param>
    public async Task<AuditCounts> AuditAsync(
        Sku sku, JournalCheck journal, SkuLevels? levels, ETag etag, AuditRun run, CancellationToken cancellationToken)
    {
        if (!journal.IsWhole || (levels is not null && journal.AddsUpTo(levels)))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(
            AuditKind.SnapshotDiffers,
            sku,
            null,
            null,
            journal.Describe(),
            levels is null ? "a snapshot that can't be read" : JournalCheck.Describe(levels.Locations),
            AuditRemedy.Drop,
            journal.Position.ToString(CultureInfo.InvariantCulture));
        return await report.MendAsync(finding, run, token => snapshots.RemoveUnchangedAsync(sku, journal.Position, etag, token), cancellationToken)
            .ConfigureAwait(false);
    }
}
