using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>Audits one SKU: its levels, its journal, and what its reservations are for.</summary>
internal sealed class SkuAuditor(
    StockPartitionReader partitions,
    StockLedger ledger,
    AuditStore store,
    OrderAuditor orders,
    WaitingAuditor waiting,
    TransferAuditor transfers,
    SnapshotAuditor snapshots,
    AuditReport report,
    StockAnnouncer announcer,
    TimeProvider timeProvider)
{
    /// <summary>When the SKU is announced once more, should we be cut off between mending and announcing.</summary>
    private static readonly TimeSpan SafetyDelay = TimeSpan.FromMinutes(1);

    public async Task<AuditCounts> AuditAsync(Sku sku, AuditRun run, CancellationToken cancellationToken)
    {
        switch (await partitions.ReadAsync(sku, cancellationToken).ConfigureAwait(false))
        {
            case StockPartitionReading.Busy:
                return new AuditCounts(BusySkus: 1);
            case StockPartitionReading.NoHead noHead:
                var finding = new AuditFinding(AuditKind.Unreadable, sku, null, null, "a readable head", noHead.Reason, AuditRemedy.Person);
                return new AuditCounts(Skus: 1) + await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
            case StockPartitionReading.Read read:
                return await AuditAsync(read.Partition, run, cancellationToken).ConfigureAwait(false);
            default:
                return new AuditCounts();
        }
    }

    private async Task<AuditCounts> AuditAsync(StockPartition partition, AuditRun run, CancellationToken cancellationToken)
    {
        var (journal, counts) = await AddUpAsync(partition.Levels, run, cancellationToken).ConfigureAwait(false);
        var (findings, mends) = LevelAudit.Compare(partition, journal);
        var unreadable = partition.Unreadable
            .Select(row => new AuditFinding(AuditKind.Unreadable, partition.Levels.Sku, null, null, $"a readable {row.Key}", row.Value, AuditRemedy.Person))
            .Take(1)
            .ToList();
        foreach (var finding in findings.Concat(unreadable))
        {
            counts += await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
        }

        var mended = await MendAsync(findings, mends, run, cancellationToken).ConfigureAwait(false);
        if (findings.Count == 0 && journal.Position > journal.BeginPosition)
        {
            await store.WriteBaselineAsync(partition.Levels, cancellationToken).ConfigureAwait(false);
        }

        if (run.IsFull && findings.Any(finding => finding.Kind == AuditKind.JournalBroken))
        {
            // An entry of long ago, which later runs would begin behind: to them it would be gone.
            await store.TakeBackBaselineAsync(partition.Levels.Sku, cancellationToken).ConfigureAwait(false);
        }

        counts += new AuditCounts(Skus: 1, Mended: mended);
        counts += await waiting.AuditAsync(partition, run, cancellationToken).ConfigureAwait(false);
        foreach (var transfer in partition.Transfers)
        {
            counts += await transfers.AuditAsync(partition.Levels.Sku, transfer, run, cancellationToken).ConfigureAwait(false);
        }

        foreach (var reservation in partition.Reservations)
        {
            counts += await orders.AuditAsync(partition.Levels.Sku, reservation.Order, run, cancellationToken).ConfigureAwait(false);
        }

        return counts;
    }

    /// <summary>Adds the journal up from where it was last found right, and holds the snapshots on the way against it.</summary>
    private async Task<(JournalCheck Journal, AuditCounts Snapshots)> AddUpAsync(SkuLevels live, AuditRun run, CancellationToken cancellationToken)
    {
        var nothing = new SkuLevels(live.Sku, [], 0);
        var baseline = await store.ReadBaselineAsync(live.Sku, run, cancellationToken).ConfigureAwait(false) ?? nothing;
        var journal = new JournalCheck(baseline);
        if (baseline.Position > live.Position)
        {
            journal.StopAt($"the head is at position {live.Position} and was at {baseline.Position} before");
            return (journal, new AuditCounts());
        }

        var counts = new AuditCounts();
        if (baseline.Position == live.Position)
        {
            return (journal, counts);
        }

        var taken = await snapshots.ReadAsync(live.Sku, baseline.Position, live.Position, cancellationToken).ConfigureAwait(false);

        try
        {
            var entries = ledger.ReadJournalAsync(live.Sku, baseline.Position + 1, int.MaxValue, cancellationToken);
            await foreach (var entry in entries.ConfigureAwait(false))
            {
                if (entry.Position > live.Position)
                {
                    break;
                }

                journal.Take(entry);
                if (taken.TryGetValue(entry.Position, out var snapshot))
                {
                    counts += await snapshots.AuditAsync(live.Sku, journal, snapshot.Levels, snapshot.ETag, run, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            journal.StopAt($"the page after position {journal.Position} can't be read: {e.Message}");
        }

        journal.MissUpTo(live.Position);
        return (journal, counts);
    }

    private async Task<int> MendAsync(
        IReadOnlyList<AuditFinding> findings, IReadOnlyList<MendLevel> mends, AuditRun run, CancellationToken cancellationToken)
    {
        if (mends.Count == 0)
        {
            return 0;
        }

        var (sku, now, mended) = (mends[0].Sku, timeProvider.GetUtcNow(), 0);
        await announcer.ScheduleAsync([sku], now, now + SafetyDelay, cancellationToken).ConfigureAwait(false);
        foreach (var mend in mends)
        {
            if (await ledger.ExecuteAsync(mend, cancellationToken).ConfigureAwait(false) is not MovementOutcome.Done)
            {
                continue;
            }

            foreach (var finding in findings.Where(finding => finding.Remedy == AuditRemedy.Entry && IsMendedBy(finding, mend)))
            {
                await report.MendedAsync(finding, run, cancellationToken).ConfigureAwait(false);
                mended++;
            }
        }

        await announcer.AnnounceAsync([sku], now, movedBy: null, cancellationToken).ConfigureAwait(false);
        return mended;
    }

    private static bool IsMendedBy(AuditFinding finding, MendLevel mend) =>
        finding.Kind == AuditKind.WaitingDiffers ? mend.WaitingOrdersDelta != 0 : finding.Location == mend.Location;
}
