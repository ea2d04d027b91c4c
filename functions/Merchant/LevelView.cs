using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>The levels at one location, as the API shows them.</summary>
public sealed record LevelView(
    [property: JsonPropertyName("location")] LocationId Location,
    [property: JsonPropertyName("onHandUnits")] int OnHandUnits,
    [property: JsonPropertyName("reservedUnits")] int ReservedUnits,
    [property: JsonPropertyName("safetyStockUnits")] int SafetyStockUnits,
    [property: JsonPropertyName("availableUnits")] int AvailableUnits,
    [property: JsonPropertyName("incomingUnits")] int IncomingUnits,
    [property: JsonPropertyName("backorderedUnits")] int BackorderedUnits)
{
    public static LevelView Of(LocationLevel level) => new(
        level.Location,
        level.OnHandUnits,
        level.ReservedUnits,
        level.SafetyStockUnits,
        level.AvailableUnits,
        level.IncomingUnits,
        level.BackorderedUnits);
}
