using StockFlow.Channels;

namespace StockFlow.Functions.Sync;

/// <summary>One page of an import of listings.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="PageToken">Null for the first page.</param>
public sealed record ImportPageRequest(ChannelId Channel, string? PageToken);
