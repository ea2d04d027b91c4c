namespace StockFlow.Channels;

/// <summary>One number that a published quantity is made with, and where it was set.</summary>
/// <param name="Value">Units, or percent for a share.</param>
/// <param name="Source">The narrowest place that sets it.</param>
public readonly record struct Term(int Value, TermSource Source);
