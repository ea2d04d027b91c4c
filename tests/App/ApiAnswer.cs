using System.Text.Json;
using System.Text.Json.Nodes;

namespace StockFlow.Tests.App;

/// <summary>What the app answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">Null without a body.</param>
/// <param name="Location">The header; null when absent.</param>
/// <param name="Text">The body; empty when there is none.</param>
internal sealed record ApiAnswer(int Status, string? ContentType, string? Location, string Text)
{
    /// <summary>The header of that name, in seconds; null when absent.</summary>
    public int? RetryAfterSeconds { get; init; }

    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The list of a page.</summary>
    public JsonArray Items => Json["items"]!.AsArray();

    /// <summary>The code of a problem.</summary>
    public string? Error => Text.Length > 0 && Json is JsonObject ? Json["error"]?.GetValue<string>() : null;

    public override string ToString() => $"{Status} {Text}";

    /// <summary>Says whether the body has these members, whatever else it has.</summary>
    public bool Has(string json) => Has(Json, JsonNode.Parse(json)!);

    public static bool Has(JsonNode? actual, JsonNode? expected) => expected switch
    {
        JsonObject wanted => actual is JsonObject given && wanted.All(member => Has(given[member.Key], member.Value)),
        JsonArray wanted => actual is JsonArray given && given.Count == wanted.Count && wanted.Zip(given).All(pair => Has(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(actual, expected),
    };
}
