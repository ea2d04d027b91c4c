using System.Text.Json;

namespace StockFlow.Tests.Channels.Connectors;

/// <summary>A request as it went over the wire.</summary>
internal sealed record SentRequest(
    string Method, string Address, IReadOnlyDictionary<string, string> Headers, string? ContentType, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
