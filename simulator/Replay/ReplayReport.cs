using StockFlow.Channels;
using StockFlow.Simulator.Retail;

namespace StockFlow.Simulator.Replay;

/// <summary>What a replay came to.</summary>
/// <param name="From">The first event.</param>
/// <param name="Until">The last event.</param>
/// <param name="Tally">What the shops and the merchant did.</param>
/// <param name="Lines">What became of the lines, by StockFlow's own account.</param>
/// <param name="QuarantinedLeft">Lines that wait in quarantine at the end.</param>
/// <param name="Shops">By channel, in the order of the company.</param>
/// <param name="Audit">Whether all is right.</param>
/// <param name="Faults">What went wrong on purpose, by kind.</param>
/// <param name="Skipped">Rows of the data that could not be read.</param>
/// <param name="Warnings">What StockFlow warned of, and how often.</param>
/// <param name="Jumped">How much of the time was skipped because everybody waited.</param>
/// <param name="Elapsed">How long the replay took on this machine.</param>
public sealed record ReplayReport(
    DateTimeOffset From,
    DateTimeOffset Until,
    Tally Tally,
    LineCounts Lines,
    int QuarantinedLeft,
    IReadOnlyList<ShopReport> Shops,
    AuditResult Audit,
    IReadOnlyDictionary<string, int> Faults,
    IReadOnlyList<SkippedRow> Skipped,
    IReadOnlyDictionary<string, int> Warnings,
    TimeSpan Jumped,
    TimeSpan Elapsed)
{
    internal static async Task<ReplayReport> MakeAsync(
        SimulatedWorld world,
        StockPlan plan,
        Tally tally,
        AuditResult audit,
        IReadOnlyList<SkippedRow> skipped,
        TimeSpan elapsed,
        CancellationToken cancellationToken)
    {
        var faults = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (kind, count) in world.Shops.Values.SelectMany(shop => shop.Faults.Struck))
        {
            faults[kind] = faults.GetValueOrDefault(kind) + count;
        }

        return new ReplayReport(
            plan.First!.Value,
            plan.Last,
            tally,
            await LineCounts.ReadAsync(world, cancellationToken),
            await world.Merchant.CountAsync("quarantine?top=1000", cancellationToken),
            [.. Company.Shops.Select(shop => ShopReport.Of(world.Shops[shop.Id], audit.Latencies[shop.Id]))],
            audit,
            faults,
            skipped,
            world.Warnings.Counts,
            world.Clock.Jumped,
            elapsed);
    }
}
