namespace StockFlow.Simulator.Seeds.Day;

/// <summary>How the merchant wants an item to be shown; what is null is left to the wider rule.</summary>
internal sealed record ShownTerms(int? BufferUnits, int? SharePercent, int? CapUnits, int? MinimumUnits, int? BackorderLimitUnits)
{
    public static ShownTerms None { get; } = new(null, null, null, null, null);
}
