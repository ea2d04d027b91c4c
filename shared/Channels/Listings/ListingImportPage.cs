namespace StockFlow.Channels.Listings;

/// <summary>One page taken in.</summary>
/// <param name="Import">What became of it.</param>
/// <param name="NextPageToken">Null on the last page.</param>
public sealed record ListingImportPage(ListingImport Import, string? NextPageToken);
