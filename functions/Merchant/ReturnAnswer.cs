using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>A return that was recorded, as the API says it.</summary>
/// <param name="Sku">The item.</param>
/// <param name="CommandId">The originator's id.</param>
/// <param name="Level">The location right after the return.</param>
/// <param name="OnHandDelta">By how much on hand changed over all locations: zero where the channel had told of the same units before.</param>
/// <param name="Position">The journal position of the return.</param>
public sealed record ReturnAnswer(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("commandId")] string CommandId,
    [property: JsonPropertyName("level")] LevelView Level,
    [property: JsonPropertyName("onHandDelta")] int OnHandDelta,
    [property: JsonPropertyName("position")] long Position);
