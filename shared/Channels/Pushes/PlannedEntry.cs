using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Prices;

namespace StockFlow.Channels.Pushes;

/// <summary>What an outbox entry comes to, at the newest levels.</summary>
/// <param name="Entry">As read before the levels.</param>
/// <param name="Listing">Null where the channel does not list the SKU (any more).</param>
/// <param name="Quantity">Null where the ledger does not know the SKU: that is not zero, and nothing is sent.</param>
/// <param name="ToSend">The listing's places that have to be told; empty where all show the number.</param>
/// <param name="Price">Null where the channel is told no price of the SKU.</param>
/// <param name="PricesToSend">The listing's places that have to be told the price; empty where all show it.</param>
internal sealed record PlannedEntry(
    OutboxEntry Entry,
    Listing? Listing,
    PublishedQuantity? Quantity,
    IReadOnlyList<ListingReference> ToSend,
    PublishedPrice? Price,
    IReadOnlyList<ListingReference> PricesToSend)
{
    /// <summary>How many numbers and prices have to be told.</summary>
    public int ToTell => ToSend.Count + PricesToSend.Count;
}
