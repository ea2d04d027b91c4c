using StockFlow.Channels;

namespace StockFlow.Functions.Sync;

/// <summary>How far a channel's sync has come.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Attempt">1 for the first; ends at a maximum, as the next interval begins anew.</param>
public sealed record SyncRound(ChannelId Channel, int Attempt);
