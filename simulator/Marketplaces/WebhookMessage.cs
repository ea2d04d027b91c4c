namespace StockFlow.Simulator.Marketplaces;

/// <summary>A webhook to be delivered.</summary>
/// <param name="Body">The raw bytes, the same at every attempt.</param>
/// <param name="Headers">Made anew for every attempt, since a signature may cover its time.</param>
public sealed record WebhookMessage(ReadOnlyMemory<byte> Body, Func<DateTimeOffset, IReadOnlyDictionary<string, string>> Headers);
