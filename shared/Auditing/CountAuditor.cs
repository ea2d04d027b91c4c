using StockFlow.Counts;
using StockFlow.Stock;
using StockFlow.Storage;
using static System.FormattableString;

namespace StockFlow.Auditing;

/// <summary>Audits stocktakes: what a line says was posted is in the ledger, and a count in work is on the list of those somebody goes on with.</summary>
internal sealed class CountAuditor(CountStore counts, StockPartitionReader partitions, AuditReport report, TimeProvider timeProvider)
{
    /// <summary>Audits one count. One that was posted before the last run, which looked at it, is only looked at by a full one.</summary>
    public async Task<AuditCounts> AuditAsync(StockCount count, AuditRun run, CancellationToken cancellationToken)
    {
        if (count.IsInWork)
        {
            return await AuditWorkAsync(count, run, cancellationToken).ConfigureAwait(false);
        }

        return count.State == CountState.Posted && (run.IsFull || !(count.UpdatedAt < run.EndedBefore))
            ? await AuditPostedAsync(count, run, cancellationToken).ConfigureAwait(false)
            : new AuditCounts();
    }

    /// <summary>Audits a count of which an earlier run has found that something differs.</summary>
    public async Task<AuditCounts> AuditAsync(CountId id, AuditRun run, CancellationToken cancellationToken) =>
        await counts.ReadAsync(id, cancellationToken).ConfigureAwait(false) is { State: CountState.Posted } count
            ? await AuditPostedAsync(count, run, cancellationToken).ConfigureAwait(false)
            : new AuditCounts();

    private async Task<AuditCounts> AuditPostedAsync(StockCount count, AuditRun run, CancellationToken cancellationToken)
    {
        var found = new AuditCounts();
        await foreach (var line in counts.ReadLinesAsync(count.Id, cancellationToken).ConfigureAwait(false))
        {
            if (line.State == CountLineState.Posted)
            {
                found += await AuditAsync(count, line, run, cancellationToken).ConfigureAwait(false);
            }
        }

        return found;
    }

    private async Task<AuditCounts> AuditAsync(StockCount count, CountLine line, AuditRun run, CancellationToken cancellationToken)
    {
        var posted = await partitions.ReadPostedCountsAsync(line.Sku, line.Location, cancellationToken).ConfigureAwait(false);
        var record = posted?.FirstOrDefault(known => known.Count == count.Id);

        // A location remembers its last counts; one that has been forgotten can't be compared any more.
        if (record is null ? posted?.Count >= CountRules.PostedMax : (record.VarianceUnits, record.PostedUnits) == (line.VarianceUnits, line.PostedUnits))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(
            AuditKind.CountDiffers,
            line.Sku,
            line.Location,
            null,
            Invariant($"{line.PostedUnits} units posted of a variance of {line.VarianceUnits}"),
            posted is null ? "a record that can't be read" : record is null ? "not posted" : Invariant($"{record.PostedUnits} units posted of a variance of {record.VarianceUnits}"),
            AuditRemedy.Person,
            count.Id.Value);
        return await report.OpenAsync(finding, run, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditCounts> AuditWorkAsync(StockCount count, AuditRun run, CancellationToken cancellationToken)
    {
        // The list is written before the count; what is older was cut off.
        if (count.UpdatedAt > timeProvider.GetUtcNow() - AuditReport.ListDelayMax
            || await counts.IsListedInWorkAsync(count.Id, cancellationToken).ConfigureAwait(false))
        {
            return new AuditCounts();
        }

        var finding = new AuditFinding(
            AuditKind.CountForgotten, null, null, null, "on the list of counts in work", $"{count.State} since {count.UpdatedAt:u}, and not listed", AuditRemedy.List, count.Id.Value);
        return await report.MendAsync(finding, run, token => counts.ListInWorkAsync(count.Id, token), cancellationToken).ConfigureAwait(false);
    }
}
