using System.Text.Json;

namespace StockFlow.Channels.WooCommerce;

/// <summary>What we read of a product or a variation.</summary>
/// <param name="Id">WooCommerce's number of it.</param>
/// <param name="Sku">Empty where it has none.</param>
/// <param name="Type">simple, variable, grouped, external …; null for a variation.</param>
/// <param name="ManageStock">true, false, or for a variation "parent".</param>
/// <param name="StockQuantity">Null where not tracked.</param>
internal sealed record WooProduct(long? Id, string? Sku, string? Type, JsonElement ManageStock, decimal? StockQuantity)
{
    public bool IsVariable => Type is "variable" or "variable-subscription";

    /// <summary>Null where it is not tracked by itself: that never means 0.</summary>
    public int? Units =>
        ManageStock.ValueKind == JsonValueKind.True && StockQuantity is { } units and > int.MinValue and < int.MaxValue
            ? (int)decimal.Floor(units)
            : null;
}
