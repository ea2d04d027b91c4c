using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>Units of an order that came back, as sent.</summary>
/// <param name="CommandId">The originator's own id of it.</param>
/// <param name="Sku">The item.</param>
/// <param name="Location">Where the units are now.</param>
/// <param name="Units">How many; checked by hand, so that 2.5 and "2" are told apart from 2.</param>
/// <param name="Kind">restock or writeOff.</param>
/// <param name="Reason">Why, for the journal.</param>
/// <param name="Actor">Who, for the journal.</param>
public sealed record ReturnBody(
    [property: JsonPropertyName("commandId")] string? CommandId = null,
    [property: JsonPropertyName("sku")] string? Sku = null,
    [property: JsonPropertyName("location")] string? Location = null,
    [property: JsonPropertyName("units")] JsonElement? Units = null,
    [property: JsonPropertyName("kind")] string? Kind = null,
    [property: JsonPropertyName("reason")] string? Reason = null,
    [property: JsonPropertyName("actor")] string? Actor = null)
{
    public const string Example = """{"commandId":"rma-7/1","sku":"CHAIR","location":"london","units":1,"kind":"restock"}""";
}
