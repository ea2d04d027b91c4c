namespace StockFlow.Channels.Http;

/// <summary>A webhook's body.</summary>
internal sealed record HttpWebhook(string? Type, HttpOrder? Data);
