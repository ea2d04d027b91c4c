using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows what a channel lists and the numbers it was last told, page by page.</summary>
public sealed class GetListings(ListingStore listings, ChannelCatalog catalog)
{
    [Function(nameof(GetListings))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "channels/{channel}/listings")] HttpRequest request,
        string channel,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault) || !Query.TryReadTop(request, out var top, out fault))
        {
            return fault!;
        }

        (var page, var next, fault) = await PageToken.ReadPageAsync(
            request, token => listings.ReadPageAsync(found.Id, token, top, cancellationToken));
        return fault ?? ApiJson.Ok(new Page([.. page!.Items.Select(View.Of)], UnreadableView.Of(page.Unreadable), next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<View> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable,
        [property: JsonPropertyName("next")] string? Next);

    private sealed record View(
        [property: JsonPropertyName("sku")] Sku Sku,
        [property: JsonPropertyName("places")] IReadOnlyList<Place> Places,
        [property: JsonPropertyName("acknowledgedAt")] DateTimeOffset? AcknowledgedAt,
        [property: JsonPropertyName("position")] long Position,
        [property: JsonPropertyName("isSetAside")] bool IsSetAside)
    {
        public static View Of(Listing listing) => new(
            listing.Sku,
            [.. listing.References.Select(place => new Place(place.Reference, place.PublishedUnits))],
            listing.AcknowledgedAt,
            listing.Position,
            listing.IsSetAside);
    }

    private sealed record Place(
        [property: JsonPropertyName("reference")] string Reference,
        [property: JsonPropertyName("publishedUnits")] int? PublishedUnits);
}
