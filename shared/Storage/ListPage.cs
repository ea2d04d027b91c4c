namespace StockFlow.Storage;

/// <summary>A page of a list.</summary>
/// <param name="Items">What could be read.</param>
/// <param name="Unreadable">What could not. It belongs to the page, and hides none of the others.</param>
/// <param name="NextPageToken">Where the list goes on; null at its end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, IReadOnlyList<UnreadableRow> Unreadable, string? NextPageToken);
