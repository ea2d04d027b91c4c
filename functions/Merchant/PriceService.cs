using Microsoft.AspNetCore.Http;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows base prices and what channels make of them, and sets them.</summary>
public sealed class PriceService(ItemCatalog items, ItemService service, ChannelCatalog catalog, ListingStore listings)
{
    /// <summary>The price as it is, and what each channel with prices was told of it.</summary>
    public async Task<IResult> ShowAsync(Sku sku, CancellationToken cancellationToken) =>
        ApiJson.Ok(await ViewAsync(sku, await items.ReadNewestAsync(sku, cancellationToken), cancellationToken));

    /// <summary>Takes the price back, also where there is none.</summary>
    public Task<IResult> TakeBackAsync(Sku sku, CancellationToken cancellationToken) =>
        Contended.AnswerAsync(sku, async () =>
        {
            await service.SetPriceAsync(sku, price: null, expectedRevision: null, cancellationToken);
            return Results.NoContent();
        });

    /// <param name="expectedRevision">Null sets it whatever it is.</param>
    public Task<IResult> SetAsync(Sku sku, decimal price, long? expectedRevision, CancellationToken cancellationToken) =>
        Contended.AnswerAsync(sku, async () => await service.SetPriceAsync(sku, price, expectedRevision, cancellationToken) switch
        {
            PriceOutcome.Changed changed => Problem.Conflict(
                "price-changed",
                $"The price of {sku} is not the one that you have read: its revision is {changed.Revision}.",
                "Read it again, then set it with the new revision, or without one."),
            PriceOutcome.Done done => ApiJson.Ok(await ViewAsync(sku, done.Terms, cancellationToken)),
            var other => throw new InvalidOperationException($"There is no answer for {other}."),
        });

    private async Task<PriceView> ViewAsync(Sku sku, ItemTerms terms, CancellationToken cancellationToken)
    {
        var channels = catalog.Channels.Where(channel => channel.Settings.Prices is not null);
        var found = await Task.WhenAll(channels.Select(async channel =>
            (channel.Settings, Listings: await listings.ReadAsync(channel.Id, [sku], cancellationToken))));
        return PriceView.Of(sku, terms, [.. found.Select(one => (one.Settings, one.Listings.GetValueOrDefault(sku)))]);
    }
}
