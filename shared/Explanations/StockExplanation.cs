using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;

namespace StockFlow.Explanations;

/// <summary>Why a channel shows what it shows of a SKU: every term from on hand to the published number, and what was sent.</summary>
/// <param name="Published">The number it is to show now, with its terms.</param>
/// <param name="Parts">What is behind it: the item itself, or a bundle's components.</param>
/// <param name="Listing">The number that was last sent and when; null where the channel does not list the SKU.</param>
/// <param name="Pending">What is still to be sent; null where nothing is.</param>
public sealed record StockExplanation(
    PublishedQuantity Published, IReadOnlyList<PartExplanation> Parts, Listing? Listing, OutboxEntry? Pending);
