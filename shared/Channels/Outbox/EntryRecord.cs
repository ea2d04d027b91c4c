using StockFlow.Channels.Listings;

namespace StockFlow.Channels.Outbox;

/// <summary>The outcome of one entry's attempt, to be stored.</summary>
/// <param name="Entry">As it was read before the levels were.</param>
/// <param name="Listing">With its new numbers and the version it was read at; null where it is unchanged.</param>
/// <param name="Fate">What becomes of the entry.</param>
/// <param name="IsAcknowledged">Whether the channel took a number, so that the listing's sequence went up by one.</param>
internal sealed record EntryRecord(OutboxEntry Entry, Listing? Listing, EntryFate Fate, bool IsAcknowledged = false);
