using Microsoft.Azure.Functions.Worker;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Brings the ledger to where one part of a transfer's lines should be. Running twice changes nothing: numbers only grow.</summary>
public sealed class ApplyTransfer(StockTransfers transfers)
{
    public const string Name = "ApplyTransfer";

    [Function(Name)]
    public Task<TransferChunkResult> RunAsync([ActivityTrigger] TransferChunk chunk, CancellationToken cancellationToken) =>
        transfers.ApplyAsync(chunk, cancellationToken);
}
