namespace StockFlow.Channels.Outbox;

/// <summary>What a channel does not show yet.</summary>
/// <param name="Waiting">SKUs that the channel has to be told of.</param>
/// <param name="OldestSince">The oldest event among them, UTC; null when there is none.</param>
public sealed record OutboxSummary(int Waiting, DateTimeOffset? OldestSince);
