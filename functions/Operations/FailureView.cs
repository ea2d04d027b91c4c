using System.Text.Json.Serialization;

namespace StockFlow.Functions.Operations;

/// <summary>Work that failed for good, as the API shows it.</summary>
/// <param name="Id">For retrying or dropping it.</param>
/// <param name="Kind">push, message or orchestration.</param>
/// <param name="Subject">What it concerns: a channel's SKU, an order, a session.</param>
/// <param name="Code">Why, for programs; the codes are listed in docs/errors.md.</param>
/// <param name="Reason">In words, without secrets or personal data.</param>
/// <param name="FirstAt">When it began, UTC.</param>
/// <param name="LastAt">When it last failed, UTC.</param>
/// <param name="Attempts">How often it was tried; null where that is not known.</param>
public sealed record FailureView(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("firstAt")] DateTimeOffset FirstAt,
    [property: JsonPropertyName("lastAt")] DateTimeOffset LastAt,
    [property: JsonPropertyName("attempts")] int? Attempts);
