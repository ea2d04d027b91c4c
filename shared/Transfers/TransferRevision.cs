using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>What was asked of a transfer at one time.</summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="Revision">At least 1.</param>
public sealed record TransferRevision(TransferId Transfer, int Revision);
