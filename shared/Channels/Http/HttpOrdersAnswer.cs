using System.Text.Json;

namespace StockFlow.Channels.Http;

/// <summary>The answer to GET orders. Each order is read by itself, so that a bad one does not hide the others.</summary>
internal sealed record HttpOrdersAnswer(List<JsonElement>? Orders, string? NextPage);
