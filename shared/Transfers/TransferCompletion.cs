using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>A revision of a transfer that the ledger has been brought to.</summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="Revision">What was done.</param>
/// <param name="Found">The lines that came out otherwise than asked.</param>
public sealed record TransferCompletion(TransferId Transfer, int Revision, IReadOnlyList<TransferFinding> Found);
