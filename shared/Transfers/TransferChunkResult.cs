namespace StockFlow.Transfers;

/// <summary>What became of one part of a transfer's lines.</summary>
/// <param name="IsSuperseded">Whether something newer is asked; nothing was done then.</param>
/// <param name="Chunks">How many parts there are.</param>
/// <param name="Found">The lines that came out otherwise than asked.</param>
public sealed record TransferChunkResult(bool IsSuperseded, int Chunks, IReadOnlyList<TransferFinding> Found);
