using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Prices;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>A base price and what channels make of it, as the API shows them.</summary>
/// <param name="Price">Left out where there is none.</param>
/// <param name="Revision">How often it has been changed.</param>
/// <param name="Channels">Those that are told prices, by id.</param>
public sealed record PriceView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("price")] decimal? Price,
    [property: JsonPropertyName("revision")] long Revision,
    [property: JsonPropertyName("channels")] IReadOnlyList<PriceView.OnChannel> Channels)
{
    /// <param name="channels">Each with its listing; null where it does not list the SKU.</param>
    public static PriceView Of(Sku sku, ItemTerms terms, IReadOnlyList<(ChannelSettings Settings, Listing? Listing)> channels) => new(
        sku,
        terms.Price,
        terms.PriceRevision,
        [.. channels.Select(channel => new OnChannel(
            channel.Settings.Id,
            PublishedPrices.Of(channel.Settings, terms)?.Amount,
            channel.Settings.Prices!.Currency,
            [.. (channel.Listing?.References ?? []).Select(place => new Place(
                place.Reference, place.Price?.Amount, place.Price is { Amount: not null } told ? told.Revision : null))],
            channel.Listing?.IsSetAside ?? false))]);

    /// <param name="Price">That the channel is to show; left out where there is none.</param>
    public sealed record OnChannel(
        [property: JsonPropertyName("channel")] ChannelId Channel,
        [property: JsonPropertyName("price")] decimal? Price,
        [property: JsonPropertyName("currency")] string? Currency,
        [property: JsonPropertyName("places")] IReadOnlyList<Place> Places,
        [property: JsonPropertyName("isSetAside")] bool IsSetAside);

    /// <param name="PublishedPrice">That the channel acknowledged last; left out before the first.</param>
    /// <param name="PublishedRevision">That of the base price behind it.</param>
    public sealed record Place(
        [property: JsonPropertyName("reference")] string Reference,
        [property: JsonPropertyName("publishedPrice")] decimal? PublishedPrice,
        [property: JsonPropertyName("publishedRevision")] long? PublishedRevision);
}
