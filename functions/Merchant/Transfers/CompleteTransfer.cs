using Microsoft.Azure.Functions.Worker;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Puts what became of a transfer on record. Running twice gives the same answer.</summary>
public sealed class CompleteTransfer(StockTransfers transfers)
{
    public const string Name = "CompleteTransfer";

    [Function(Name)]
    public Task<int?> RunAsync([ActivityTrigger] TransferCompletion completion, CancellationToken cancellationToken) =>
        transfers.CompleteAsync(completion, cancellationToken);
}
