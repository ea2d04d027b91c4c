using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using StockFlow.Channels.Transport;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Telemetry;

/// <summary>Nothing that a customer is known by, and no secret, is in a span, a measurement or a log line.</summary>
public sealed class PrivacyTests
{
    private const string Customer = "Zebedee-Quillfeather";
    private const string ShopifySecret = "shopify-webhook-secret-7f3a";
    private const string ShopifyToken = "shpat_access-token-91bc";

    private static readonly string[] Markers = [Customer, ShopifySecret, ShopifyToken, AppWorld.Key, AppWorld.Secret, AppWorld.Secret["whsec_".Length..]];

    [Fact]
    public async Task No_name_and_no_secret_leaves_by_telemetry()
    {
        using var lines = new LineLog();
        using var spans = new SpanLog();
        await using var world = await AppWorld.StartAsync(lines, [.. Shopify(), ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:StockFlow", "Trace")]);
        using var metrics = new MetricLog(world.Services);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 5);
        await world.PostAsync("channels/till/listings/import");
        await world.PassAsync(TimeSpan.FromMinutes(1));

        await DeliverToTillAsync(world);
        await DeliverToShopAsync(world);
        await world.GetAsync($"stock?code={AppWorld.Key}&after={Customer}", key: null);
        await world.GetAsync($"stock?code={AppWorld.Key}x", key: null);

        world.Till.IsDown = true;
        await world.ReceiveAsync("CHAIR", 1);
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var told = spans.All.Select(Text).Concat(metrics.All.Select(one => $"{one.Name} {one.Tags}")).Concat(lines.Lines).ToList();
        Assert.Contains(told, line => line.Contains("receive webhook", StringComparison.Ordinal));
        Assert.Contains(told, line => line.Contains("2002", StringComparison.Ordinal));
        Assert.Contains(spans.All, span => span.Source.Name == "Microsoft.AspNetCore");
        Assert.All(Markers, marker => Assert.DoesNotContain(told, line => line.Contains(marker, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<(string, string)> Shopify() =>
    [
        ("StockFlow:Channels:shop-uk:Kind", "shopify"),
        ("StockFlow:Channels:shop-uk:Endpoint", "https://my-shop.myshopify.com"),
        ("StockFlow:Channels:shop-uk:AccessToken", ShopifyToken),
        ("StockFlow:Channels:shop-uk:LocationId", "106318430514"),
        ("StockFlow:Channels:shop-uk:PollInterval", "00:00:30"),
        ("StockFlow:Channels:shop-uk:WebhookSecret", ShopifySecret),
    ];

    /// <summary>An order that is understood, one that isn't, and one whose signature is wrong, each with what a shop tells of its customer.</summary>
    private static async Task DeliverToTillAsync(AppWorld world)
    {
        var order = JsonNode.Parse(world.OrderBody("1001", ("CHAIR", 1)))!;
        order["data"]!["customer"] = Person();
        order["data"]!["note"] = $"For {Customer}, ring twice";
        await world.DeliverAsync(order.ToJsonString());

        order["data"]!["lines"] = Customer;
        await world.DeliverAsync(order.ToJsonString());
        await world.DeliverAsync($"{Customer} is no JSON");
        await world.DeliverAsync(order.ToJsonString(), secret: "whsec_Zm9yZ2Vk");
        await world.IdleAsync();
    }

    private static async Task DeliverToShopAsync(AppWorld world)
    {
        var order = JsonNode.Parse(Sample.Text("shopify-rest-order-pending-2026-07.json"))!;
        order["email"] = $"{Customer}@example.com";
        order["customer"] = Person();
        order["shipping_address"] = Person();
        order["note"] = Customer;
        var bytes = Encoding.UTF8.GetBytes(order.ToJsonString());
        foreach (var signature in new[] { HmacSignature.Sign(Encoding.UTF8.GetBytes(ShopifySecret), bytes), ShopifySecret })
        {
            var headers = new Dictionary<string, string>
            {
                ["x-shopify-topic"] = "orders/updated",
                ["x-shopify-webhook-id"] = $"delivery-{signature.Length}",
                ["x-shopify-hmac-sha256"] = signature,
            };
            await world.SendAsync(HttpMethod.Post, "webhooks/shop-uk", new ByteArrayContent(bytes), key: null, headers);
        }

        await world.IdleAsync();
    }

    private static JsonObject Person() => new()
    {
        ["id"] = 207119551,
        ["name"] = Customer,
        ["first_name"] = Customer,
        ["email"] = $"{Customer}@example.com",
        ["phone"] = $"+1-{Customer}",
        ["address1"] = $"{Customer} Street 4",
    };

    private static string Text(Activity span) => string.Join(
        '\n',
        [
            span.OperationName,
            span.DisplayName,
            span.StatusDescription,
            span.TraceStateString,
            .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
            .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
            .. span.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")),
            .. span.Links.SelectMany(link => link.Tags ?? []).Select(tag => $"{tag.Key}={tag.Value}"),
        ]);
}
