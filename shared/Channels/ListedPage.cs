namespace StockFlow.Channels;

/// <summary>One page of what a channel lists.</summary>
/// <param name="Items">The listed items.</param>
/// <param name="NextPageToken">Null on the last page.</param>
public sealed record ListedPage(IReadOnlyList<ListedItem> Items, string? NextPageToken);
