using Microsoft.Azure.Functions.Worker;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Goes through some lines of a stocktake. Running twice does nothing twice: lines are written once, and the ledger gives its first answers.</summary>
public sealed class AdvanceCountStep(StockCounts counts)
{
    public const string Name = "AdvanceCountStep";

    [Function(Name)]
    public Task<CountProgress?> RunAsync([ActivityTrigger] CountProgress progress, CancellationToken cancellationToken) =>
        counts.StepAsync(progress, cancellationToken);
}
