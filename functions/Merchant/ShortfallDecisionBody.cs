using System.Text.Json.Serialization;

namespace StockFlow.Functions.Merchant;

/// <summary>How a merchant wants a shortfall to end, as sent.</summary>
/// <param name="Decision">cancel, backorder or location.</param>
/// <param name="Location">Where the units come from instead; with location only.</param>
/// <param name="ExpectedAt">When the units are expected; with backorder only.</param>
public sealed record ShortfallDecisionBody(
    [property: JsonPropertyName("decision")] string? Decision = null,
    [property: JsonPropertyName("location")] string? Location = null,
    [property: JsonPropertyName("expectedAt")] string? ExpectedAt = null)
{
    public const string Example = """{"decision":"backorder","expectedAt":"2026-12-01T00:00:00Z"}""";
}
