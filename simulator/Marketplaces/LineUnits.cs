namespace StockFlow.Simulator.Marketplaces;

/// <summary>Units of one order line.</summary>
/// <param name="LineId">The line.</param>
/// <param name="Units">At least 1.</param>
public sealed record LineUnits(long LineId, int Units);
