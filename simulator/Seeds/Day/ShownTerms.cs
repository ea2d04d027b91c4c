using System.Text.Json;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>How the merchant wants an item to be shown; what is null is left to the wider rule.</summary>
internal sealed record ShownTerms(int? BufferUnits, int? SharePercent, int? CapUnits, int? MinimumUnits, int? BackorderLimitUnits)
{
    public static ShownTerms None { get; } = new(null, null, null, null, null);

    /// <summary>What the API is told of them, by its names.</summary>
    /// <param name="others">Further terms of the item.</param>
    public string ToBody(params (string Name, object? Value)[] others)
    {
        (string Name, object? Value)[] shown =
        [
            ("buffer", BufferUnits), ("share", SharePercent), ("cap", CapUnits), ("minimum", MinimumUnits), ("backorderLimit", BackorderLimitUnits),
        ];
        return JsonSerializer.Serialize(shown.Concat(others).Where(term => term.Value is not null).ToDictionary(term => term.Name, term => term.Value));
    }
}
