using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>One part of a transfer's lines.</summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="Revision">What of it is to be done.</param>
/// <param name="Chunk">0 for the first part.</param>
public sealed record TransferChunk(TransferId Transfer, int Revision, int Chunk);
