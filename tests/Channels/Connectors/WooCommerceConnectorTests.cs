using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StockFlow.Channels;
using StockFlow.Channels.Transport;
using StockFlow.Channels.WooCommerce;
using StockFlow.Orders;
using StockFlow.Settings;
using Xunit;

namespace StockFlow.Tests.Channels.Connectors;

public sealed class WooCommerceConnectorTests : ConnectorContract
{
    protected override IReadOnlyList<string> Secrets { get; } = ["newest-secret", "older-secret"];

    protected override string OtherSecret => "stranger";

    protected override IReadOnlyList<string> SecretTexts => [.. Secrets, "ck_key", "cs_secret"];

    protected override string OrderBody { get; } = Sample.Text("woocommerce-order-retrieve.json");

    protected override string SignatureHeader => "X-WC-Webhook-Signature";

    protected override string Reference => "93";

    [Fact]
    public void The_documented_order_is_read_whole_with_its_times_in_utc()
    {
        var order = Read(OrderBody, "order.created");

        Assert.Equal([new ChannelOrderLine("315", null, 2), new ChannelOrderLine("316", "Bar3", 1)], order.Lines);
        Assert.Equal(
            new ChannelOrder(Id("727"), null, ChannelOrderState.Open, At("2017-03-22T19:28:02Z"), At("2017-03-22T19:28:08Z"), order.Lines),
            order);
    }

    [Theory]
    [InlineData("pending", ChannelOrderState.PendingPayment, 0)]
    [InlineData("on-hold", ChannelOrderState.PendingPayment, 0)]
    [InlineData("processing", ChannelOrderState.Open, 0)]
    [InlineData("awaiting-shipment", ChannelOrderState.Open, 0)]
    [InlineData("completed", ChannelOrderState.Open, 2)]
    [InlineData("cancelled", ChannelOrderState.Cancelled, 0)]
    [InlineData("refunded", ChannelOrderState.Cancelled, 0)]
    [InlineData("failed", ChannelOrderState.Cancelled, 0)]
    [InlineData("trash", ChannelOrderState.Cancelled, 0)]
    public void Statuses_become_states(string status, ChannelOrderState state, int shipped)
    {
        var order = Read(OrderBody.Replace("\"processing\"", $"\"{status}\"", StringComparison.Ordinal), "order.updated");

        Assert.Equal(state, order.State);
        Assert.Equal(shipped, order.Lines[0].ShippedUnits);
    }

    [Fact]
    public void An_order_cancelled_after_completion_had_shipped()
    {
        var body = OrderBody
            .Replace("\"processing\"", "\"refunded\"", StringComparison.Ordinal)
            .Replace("\"date_completed_gmt\": null", "\"date_completed_gmt\": \"2017-03-22T19:29:00\"", StringComparison.Ordinal);

        var order = Read(body, "order.updated");

        Assert.Equal((ChannelOrderState.Cancelled, 2), (order.State, order.Lines[0].ShippedUnits));
    }

    [Fact]
    public void A_deleted_order_is_a_bare_cancel()
    {
        var order = Read(Sample.Text("woocommerce-order-deleted.json"), "order.deleted");

        Assert.Equal(new ChannelOrder(Id("727"), null, ChannelOrderState.Cancelled, null, Time.GetUtcNow(), order.Lines), order);
        Assert.Empty(order.Lines);
    }

    [Fact]
    public void The_unsigned_ping_is_ignored()
    {
        var ping = Delivery(Sample.Text("woocommerce-ping.txt"), Time.GetUtcNow(), ("Content-Type", "application/x-www-form-urlencoded"));

        Assert.IsType<WebhookReading.Ignored>(Connector().ReadWebhook(ping));
    }

    [Theory]
    [InlineData("webhook_id=")]
    [InlineData("webhook_id=142&order=7")]
    [InlineData("{\"webhook_id\":142}")]
    public void Nothing_else_unsigned_passes_for_a_ping(string body)
    {
        Assert.IsType<WebhookReading.BadSignature>(Connector().ReadWebhook(Delivery(body, Time.GetUtcNow())));
    }

    [Fact]
    public void A_product_change_is_ignored()
    {
        Assert.IsType<WebhookReading.Ignored>(Connector().ReadWebhook(SignedAs(Sample.Text("woocommerce-product-retrieve.json"), "product.updated", Secrets[0])));
    }

    [Fact]
    public void An_order_with_refunds_is_left_to_polling_as_its_body_tells_no_units()
    {
        var body = JsonNode.Parse(Sample.Text("woocommerce-orders-list.json"))![1]!.ToJsonString();

        Assert.IsType<WebhookReading.Ignored>(Connector().ReadWebhook(Signed(body)));
    }

    [Fact]
    public void Another_version_of_an_order_has_another_identity()
    {
        var connector = Connector();

        var first = Assert.IsType<WebhookReading.OrderChanged>(connector.ReadWebhook(Signed(OrderBody)));
        var second = Assert.IsType<WebhookReading.OrderChanged>(connector.ReadWebhook(Signed(OrderBody.Replace("\"quantity\": 2", "\"quantity\": 3", StringComparison.Ordinal))));

        Assert.NotEqual(first.DedupeId, second.DedupeId);
        Assert.StartsWith("727:20170322192808:", first.DedupeId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_are_polled_by_the_time_of_their_change()
    {
        Shop.Answers(200, "[" + OrderBody + "]", ("X-WP-TotalPages", "1"));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        var request = Assert.Single(Shop.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal(
            "https://shop.example.com/site/wp-json/wc/v3/orders?modified_after=2010-12-01T08:25:59&dates_are_gmt=true&orderby=modified&order=asc&per_page=100&page=1",
            request.Address);
        Assert.Equal("Basic " + Convert.ToBase64String("ck_key:cs_secret"u8), request.Headers["Authorization"]);
        Assert.Equal("727", Assert.Single(page.Orders).Id.ExternalId);
        Assert.Null(page.NextPageToken);
    }

    [Fact]
    public async Task The_next_page_begins_at_the_last_change_seen()
    {
        Shop.Answers(200, "[" + OrderBody + "]", ("X-WP-TotalPages", "3")).Answers(200, "[]", ("X-WP-TotalPages", "0"));
        var connector = Connector();

        var page = await connector.ReadOrdersAsync(Since, null, Cancellation);
        var last = await connector.ReadOrdersAsync(Since, page.NextPageToken, Cancellation);

        Assert.Contains("modified_after=2017-03-22T19:28:07&", Shop.Requests[1].Address, StringComparison.Ordinal);
        Assert.EndsWith("&page=1", Shop.Requests[1].Address, StringComparison.Ordinal);
        Assert.Null(last.NextPageToken);
    }

    [Fact]
    public async Task A_page_full_of_one_second_is_turned()
    {
        Shop.Answers(200, "[" + OrderBody + "]", ("X-WP-TotalPages", "2")).Answers(200, "[" + OrderBody + "]", ("X-WP-TotalPages", "2"));
        var connector = Connector();

        var page = await connector.ReadOrdersAsync(At("2017-03-22T19:28:08Z"), null, Cancellation);
        await connector.ReadOrdersAsync(At("2017-03-22T19:28:08Z"), page.NextPageToken, Cancellation);

        Assert.Contains("modified_after=2017-03-22T19:28:07&", Shop.Requests[1].Address, StringComparison.Ordinal);
        Assert.EndsWith("&page=2", Shop.Requests[1].Address, StringComparison.Ordinal);
    }

    [Theory]
    // Refunded before completion, after it, and of an order never completed.
    [InlineData("completed", "2017-03-22T19:28:05", 1, 1)]
    [InlineData("completed", "2017-03-22T19:30:00", 2, 2)]
    [InlineData("processing", "2017-03-22T19:28:05", 1, 0)]
    public async Task Refunded_units_are_no_longer_ordered_unless_they_had_left(string status, string refundedAt, int ordered, int shipped)
    {
        var order = OrderBody
            .Replace("\"processing\"", $"\"{status}\"", StringComparison.Ordinal)
            .Replace("\"refunds\": []", "\"refunds\": [{\"id\": 800, \"total\": \"-3.00\"}]", StringComparison.Ordinal)
            .Replace("\"date_completed_gmt\": null", "\"date_completed_gmt\": " + (status == "completed" ? "\"2017-03-22T19:29:00\"" : "null"), StringComparison.Ordinal);
        Shop.Answers(200, "[" + order + "]", ("X-WP-TotalPages", "1"))
            .Answers(
                200,
                $$"""[{"id":800,"date_created_gmt":"{{refundedAt}}","line_items":[{"id":901,"product_id":93,"variation_id":0,"quantity":-1,"meta_data":[{"id":1,"key":"_refunded_item_id","value":"315"}]}]}]""",
                ("X-WP-TotalPages", "1"));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        Assert.Equal("https://shop.example.com/site/wp-json/wc/v3/orders/727/refunds?per_page=100&page=1", Shop.Requests[1].Address);
        Assert.Equal(new ChannelOrderLine("315", null, ordered, shipped), Assert.Single(page.Orders).Lines[0]);
    }

    [Fact]
    public async Task The_documented_orders_and_refund_are_read()
    {
        var refund = "[" + Sample.Text("woocommerce-refund-retrieve.json") + "]";
        Shop.Answers(200, Sample.Text("woocommerce-orders-list.json"), ("X-WP-TotalPages", "1")).Answers(200, refund, ("X-WP-TotalPages", "1"));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        Assert.Equal(["727", "723"], page.Orders.Select(order => order.Id.ExternalId));
        Assert.Empty(page.Unreadable);
    }

    [Fact]
    public async Task A_polled_order_that_makes_no_sense_does_not_hide_the_others()
    {
        Shop.Answers(200, "[{\"id\": 5, \"status\": []}, 7, " + OrderBody + "]", ("X-WP-TotalPages", "1"));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        Assert.Equal(["5", "?"], page.Unreadable.Select(order => order.ExternalId));
        Assert.Equal("727", Assert.Single(page.Orders).Id.ExternalId);
    }

    [Fact]
    public async Task Products_go_in_one_batch_and_variations_in_one_for_each_product()
    {
        Shop.Answers(200, """{"update":[{"id":794,"stock_quantity":5},{"id":93,"error":{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":400}}}]}""")
            .Answers(200, """{"update":[{"id":733,"stock_quantity":6}]}""")
            .Answers(404, """{"code":"woocommerce_rest_product_invalid_id","message":"Invalid product.","data":{"status":404}}""");

        var outcomes = await Connector().PushQuantitiesAsync([Push("794", 5), Push("22/733", 6), Push("93", 7), Push("23/1", 8), Push("x", 9)], Cancellation);

        Assert.Equal(
            [
                new PushOutcome.Applied(),
                new PushOutcome.Applied(),
                new PushOutcome.Refused("woocommerce_rest_product_invalid_id", "Invalid ID.", IsPermanent: true),
                new PushOutcome.Refused("woocommerce_rest_product_invalid_id", "Invalid product.", IsPermanent: true),
                new PushOutcome.Refused("bad-reference", "The listing's address is neither a product nor a variation.", IsPermanent: true),
            ],
            outcomes);
        Assert.Equal(
            [
                ("POST", "https://shop.example.com/site/wp-json/wc/v3/products/batch",
                    """{"update":[{"id":794,"manage_stock":true,"stock_quantity":5},{"id":93,"manage_stock":true,"stock_quantity":7}]}"""),
                ("POST", "https://shop.example.com/site/wp-json/wc/v3/products/22/variations/batch", """{"update":[{"id":733,"manage_stock":true,"stock_quantity":6}]}"""),
                ("POST", "https://shop.example.com/site/wp-json/wc/v3/products/23/variations/batch", """{"update":[{"id":1,"manage_stock":true,"stock_quantity":8}]}"""),
            ],
            Shop.Requests.Select(request => (request.Method, request.Address, request.Body)));
        Assert.All(Shop.Requests, request => Assert.Equal("application/json", request.ContentType));
    }

    [Fact]
    public async Task The_documented_batch_answers_are_read()
    {
        Shop.Answers(200, Sample.Text("woocommerce-products-batch-response.json")).Answers(200, Sample.Text("woocommerce-variations-batch-response.json"));
        var product = Updated("woocommerce-products-batch-response.json");
        var variation = Updated("woocommerce-variations-batch-response.json");

        var outcomes = await Connector().PushQuantitiesAsync([Push($"{product}", 5), Push($"22/{variation}", 5)], Cancellation);

        Assert.Equal([new PushOutcome.Applied(), new PushOutcome.Applied()], outcomes);
    }

    [Fact]
    public async Task Prices_are_regular_prices_as_text_and_touch_no_stock()
    {
        Shop.Answers(200, """{"update":[{"id":93},{"id":94,"error":{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":400}}}]}""")
            .Answers(200, """{"update":[{"id":23}]}""");

        var outcomes = await Connector().PushPricesAsync([PushPrice("93", 12.5m, "EUR"), PushPrice("22/23", 7), PushPrice("94", 1)], Cancellation);

        Assert.Equal(
            [new PushOutcome.Applied(), new PushOutcome.Applied(), new PushOutcome.Refused("woocommerce_rest_product_invalid_id", "Invalid ID.", IsPermanent: true)],
            outcomes);
        Assert.Equal(
            [
                ("https://shop.example.com/site/wp-json/wc/v3/products/batch", """{"update":[{"id":93,"regular_price":"12.50"},{"id":94,"regular_price":"1.00"}]}"""),
                ("https://shop.example.com/site/wp-json/wc/v3/products/22/variations/batch", """{"update":[{"id":23,"regular_price":"7.00"}]}"""),
            ],
            Shop.Requests.Select(request => (request.Address, request.Body)));
    }

    [Fact]
    public async Task An_item_that_the_answer_leaves_out_is_tried_again()
    {
        Shop.Answers(200, """{"update":[]}""");

        Assert.False(Assert.IsType<PushOutcome.Refused>(Assert.Single(await Connector().PushQuantitiesAsync([Push("93", 5)], Cancellation))).IsPermanent);
    }

    [Fact]
    public async Task A_batch_above_the_shops_limit_is_rejected_with_its_code()
    {
        Shop.Answers(413, """{"code":"woocommerce_rest_request_entity_too_large","message":"Unable to accept more than 100 items for this request.","data":{"status":413}}""");

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().PushQuantitiesAsync([Push("93", 5)], Cancellation));

        Assert.Equal(ChannelFailure.Rejected, failure.Failure);
        Assert.Contains("woocommerce_rest_request_entity_too_large", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listings_hold_products_and_their_variations_and_no_number_where_none_is_kept()
    {
        Shop.Answers(
                200,
                """
                [{"id":93,"sku":"85123A","type":"simple","manage_stock":true,"stock_quantity":4},
                 {"id":94,"sku":"71053","type":"simple","manage_stock":false,"stock_quantity":0},
                 {"id":22,"sku":"","type":"variable","manage_stock":false,"stock_quantity":null}]
                """,
                ("X-WP-TotalPages", "2"))
            .Answers(
                200,
                """
                [{"id":23,"sku":"22423-RED","manage_stock":true,"stock_quantity":0},
                 {"id":24,"sku":"22423-BLUE","manage_stock":"parent","stock_quantity":9}]
                """,
                ("X-WP-TotalPages", "1"));

        var page = await Connector().ReadListingsAsync(null, Cancellation);

        Assert.Equal(
            [
                new ListedItem("93", "85123A", 4),
                new ListedItem("94", "71053", null),
                new ListedItem("22", null, null),
                new ListedItem("22/23", "22423-RED", 0),
                new ListedItem("22/24", "22423-BLUE", null),
            ],
            page.Items);
        Assert.Equal("2", page.NextPageToken);
        Assert.Equal(
            [
                "https://shop.example.com/site/wp-json/wc/v3/products?per_page=50&page=1&orderby=id&order=asc&_fields=id,sku,type,manage_stock,stock_quantity",
                "https://shop.example.com/site/wp-json/wc/v3/products/22/variations?per_page=100&page=1&orderby=id&order=asc&_fields=id,sku,manage_stock,stock_quantity",
            ],
            Shop.Requests.Select(request => request.Address));
    }

    protected override WebhookDelivery Signed(string body, string? secret = null) => SignedAs(body, "order.updated", secret ?? Secrets[0]);

    private protected override IChannelConnector Create(HttpClient client) => new WooCommerceConnector(
        Settings("https://shop.example.com/site/") with
        {
            Secrets = new Dictionary<string, Secret> { ["ConsumerKey"] = new("ck_key"), ["ConsumerSecret"] = new("cs_secret") },
        },
        client,
        Time);

    private WebhookDelivery SignedAs(string body, string topic, string secret) => Delivery(
        body,
        Time.GetUtcNow(),
        ("x-wc-webhook-topic", topic),
        ("x-wc-webhook-signature", HmacSignature.Sign(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));

    private ChannelOrder Read(string body, string topic) =>
        Assert.IsType<WebhookReading.OrderChanged>(Connector().ReadWebhook(SignedAs(body, topic, Secrets[0]))).Order;

    private static long Updated(string sample) => (long)JsonNode.Parse(Sample.Text(sample))!["update"]![0]!["id"]!;

    private static OrderId Id(string id) => new(ChannelId.Parse("shop-uk"), id);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
