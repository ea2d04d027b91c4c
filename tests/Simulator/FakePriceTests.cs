using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Channels.Prices;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Simulator;

/// <summary>Connectors and fake marketplaces mean the same by a price.</summary>
public sealed class FakePriceTests
{
    private readonly FakeTime _clock = new();

    [Theory]
    [InlineData(ShopKind.Shopify, "gid://shopify/InventoryItem/99")]
    [InlineData(ShopKind.WooCommerce, "99")]
    [InlineData(ShopKind.Http, "item-99")]
    public async Task A_shop_takes_the_prices_that_its_connector_sends(ShopKind kind, string unknown)
    {
        var plan = new ShopPlan(ChannelId.Parse("shop"), kind, "Shop", [LocationId.Parse("london")]) { Prices = new PricePlan(0, "EUR", 1, Ending: null) };
        await using var shop = await OpenShop.OpenAsync(_clock, books => ShopProtocol.Open(plan, books, _clock, new Faults(FaultRates.None, new Random(7))));
        shop.Books.List("A", 1);
        shop.Books.List("B", 2);
        var connector = Connect(plan, shop.Client);
        var listed = (await connector.ReadListingsAsync(null, TestContext.Current.CancellationToken)).Items;

        var outcomes = await connector.PushPricesAsync(
            [Push(listed[0].Reference, 12.5m), Push(unknown, 1), Push(listed[1].Reference, 0.0004m)], TestContext.Current.CancellationToken);

        Assert.Equal([12.5m, 0.0004m], shop.Books.Items.Select(item => item.Price));
        Assert.Equal([1, 2], shop.Books.Items.Select(item => item.ListedUnits));
        Assert.IsType<PushOutcome.Applied>(outcomes[0]);
        Assert.True(Assert.IsType<PushOutcome.Refused>(outcomes[1]).IsPermanent);
        Assert.IsType<PushOutcome.Applied>(outcomes[2]);
    }

    private IChannelConnector Connect(ShopPlan plan, HttpClient client)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(_clock).AddConnectors().BuildServiceProvider();
        var kinds = services.GetServices<ConnectorKind>().ToList();
        var settings = ShopProtocol.Settings(plan, client.BaseAddress!).ToDictionary(pair => pair.Key, string? (pair) => pair.Value);
        settings["StockFlow:Locations:london:Priority"] = "1";
        var reading = new ChannelSettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), kinds).Read();
        Assert.Empty(reading.Faults);
        var channel = Assert.Single(reading.Channels);
        return kinds.Single(kind => kind.Name == channel.Kind).Create(channel, client, services);
    }

    private static PricePush Push(string reference, decimal price) => new(reference, Sku.Parse("A"), price, "EUR", $"key {reference} {price}");
}
