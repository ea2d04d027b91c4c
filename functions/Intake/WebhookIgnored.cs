using System.Text.Json.Serialization;

namespace StockFlow.Functions.Intake;

/// <summary>Tells the sender why nothing was done.</summary>
internal sealed record WebhookIgnored([property: JsonPropertyName("ignored")] string Ignored);
