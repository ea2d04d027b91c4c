using System.Text.Json.Serialization;
using StockFlow.Counts;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>A stocktake, as the API shows it.</summary>
/// <param name="Location">Null for all.</param>
/// <param name="Skus">Null for all, and in a list.</param>
public sealed record CountView(
    [property: JsonPropertyName("id")] CountId Id,
    [property: JsonPropertyName("state")] CountState State,
    [property: JsonPropertyName("location")] LocationId? Location,
    [property: JsonPropertyName("skus")] IReadOnlyList<Sku>? Skus,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("actor")] string? Actor,
    [property: JsonPropertyName("openedAt")] DateTimeOffset OpenedAt,
    [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt)
{
    public static CountView Of(StockCount count) =>
        new(count.Id, count.State, count.Location, count.Skus, count.Reason, count.Actor, count.OpenedAt, count.UpdatedAt);
}
