using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Channels.Prices;

namespace StockFlow.Channels.Pushes;

/// <summary>Decides what a channel is sent. Pure.</summary>
internal static class PushPlan
{
    /// <param name="quantity">At the newest levels; null where the SKU is not known, so that nothing is sent.</param>
    /// <param name="price">Null where the channel is told none.</param>
    /// <param name="doubtedBefore">Entries from before then are sent even where what is on record is equal, see <see cref="ChannelSyncState.DoubtedBefore"/>.</param>
    public static PlannedEntry Plan(
        OutboxEntry entry, Listing? listing, PublishedQuantity? quantity, PublishedPrice? price, DateTimeOffset doubtedBefore)
    {
        if (listing is null)
        {
            return new PlannedEntry(entry, null, null, [], null, []);
        }

        var isDoubted = entry.UnpublishedSince <= doubtedBefore;
        return new PlannedEntry(
            entry,
            listing,
            quantity,
            // A number that the channel has moved by itself is none that can be expected either, see BatchSender.
            quantity is null ? [] : [.. listing.References.Where(
                reference => isDoubted || entry.IsMoved || !reference.IsCertain || reference.PublishedUnits != quantity.Units)],
            price,
            price is null ? [] : [.. listing.References.Where(
                reference => isDoubted || reference.Price is not { IsCertain: true } shown || shown.Amount != price.Amount)]);
    }

    /// <summary>
    /// The push of one place. Its key is equal for a repeat after a crash, when nothing else has changed, and new after every
    /// acknowledgement and for other levels, so that 5, 3, 5 are three pushes to a channel that remembers keys. It is new as well once the channel
    /// has moved its number: what it may have been told before that, without an answer, it must take again.
    /// </summary>
    public static QuantityPush Push(PlannedEntry planned, ListingReference reference, int? expectedUnits)
    {
        var (listing, quantity) = (planned.Listing!, planned.Quantity!);
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"{listing.Channel}\n{reference.Reference}\n{listing.Sequence}\n{quantity.Position}\n{quantity.Units}\n{expectedUnits}\n{planned.Entry.MovedAt?.UtcTicks}");
        return new QuantityPush(reference.Reference, listing.Sku, quantity.Units, expectedUnits, KeyOf(content));
    }

    /// <summary>The push of one place's price. Its key is equal for a repeat, and new after every acknowledgement and for every change of the price.</summary>
    public static PricePush PushPrice(PlannedEntry planned, ListingReference reference)
    {
        var (listing, price) = (planned.Listing!, planned.Price!);
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"{listing.Channel}\n{reference.Reference}\n{listing.Sequence}\nprice\n{price.Revision}\n{PriceRule.Text(price.Amount)}");
        return new PricePush(reference.Reference, listing.Sku, price.Amount, price.Currency, KeyOf(content));
    }

    private static string KeyOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
