using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StockFlow.Channels;
using StockFlow.Channels.Shopify;
using StockFlow.Channels.Transport;
using StockFlow.Orders;
using StockFlow.Settings;
using Xunit;

namespace StockFlow.Tests.Channels.Connectors;

public sealed class ShopifyConnectorTests : ConnectorContract
{
    private const string Token = "shpat_secret-token";
    private const string Item = "gid://shopify/InventoryItem/53469430055218";
    private const string Location = "gid://shopify/Location/106318430514";

    private string _testOrders = "ignore";

    protected override IReadOnlyList<string> Secrets { get; } = ["newest-secret", "older-secret"];

    protected override string OtherSecret => "stranger";

    protected override IReadOnlyList<string> SecretTexts => [.. Secrets, Token];

    protected override string OrderBody { get; } = Sample.Text("shopify-rest-order-pending-2026-07.json");

    protected override string SignatureHeader => "X-Shopify-Hmac-Sha256";

    protected override string Reference => Item;

    [Fact]
    public void The_published_signature_vector_verifies()
    {
        var vector = JsonNode.Parse(Sample.Text("shopify-hmac-vector.json"))!;

        var isSigned = HmacSignature.Verifies(
            (string)vector["X-Shopify-Hmac-Sha256"]!,
            Encoding.UTF8.GetBytes((string)vector["rawBody"]!),
            HmacSignature.KeysOf([new Secret((string)vector["secret"]!)]));

        Assert.True(isSigned);
    }

    [Fact]
    public void Shopifys_own_test_order_is_read_whole_where_test_orders_count()
    {
        _testOrders = "accept";

        var order = Read(Sample.Text("shopify-orders-create.json"), "orders/create");

        var at = new DateTimeOffset(2019, 6, 4, 17, 53, 6, TimeSpan.Zero);
        Expect(
            order,
            new ChannelOrder(Id("820982911946154508"), "#9999", ChannelOrderState.Cancelled, at, at, []),
            new ChannelOrderLine("866550311766439020", "IPOD2008PINK", 1),
            new ChannelOrderLine("141249953214522974", "IPOD2008PINK", 1));
    }

    [Fact]
    public void A_test_order_is_ignored_unless_told_otherwise()
    {
        Assert.IsType<WebhookReading.Ignored>(Connector().ReadWebhook(Signed(Sample.Text("shopify-orders-create.json"))));
    }

    [Fact]
    public void Refunded_lines_that_never_left_are_no_longer_ordered()
    {
        var order = Read(Sample.Text("shopify-rest-order-partially-refunded-2026-07.json"), "orders/updated");

        var at = new DateTimeOffset(2008, 1, 10, 16, 0, 0, TimeSpan.Zero);
        Expect(
            order,
            new ChannelOrder(Id("450789469"), "#1001", ChannelOrderState.Open, at, at, []),
            new ChannelOrderLine("466157049", "IPOD2008GREEN", 0),
            new ChannelOrderLine("518995019", "IPOD2008RED", 1),
            new ChannelOrderLine("703073504", "IPOD2008BLACK", 0));
    }

    [Fact]
    public void A_cancelled_order_is_cancelled_whatever_else_it_says()
    {
        var order = Read(Sample.Text("shopify-rest-order-cancelled-2026-07.json"), "orders/cancelled");

        Assert.Equal(ChannelOrderState.Cancelled, order.State);
        Assert.All(order.Lines, line => Assert.Equal((0, 0, 0), (line.OrderedUnits, line.ShippedUnits, line.RestockedUnits)));
    }

    [Fact]
    public void A_fulfilled_line_has_shipped()
    {
        var order = Read(Sample.Text("shopify-rest-order-fulfilled-2026-07.json"), "orders/fulfilled");

        Assert.Equal([new ChannelOrderLine("1071823184", "IPOD2009BLACK", 1, ShippedUnits: 1)], order.Lines);
    }

    [Fact]
    public void An_unpaid_order_is_pending()
    {
        Assert.Equal(ChannelOrderState.PendingPayment, Read(OrderBody, "orders/create").State);
    }

    [Theory]
    // original, current, unfulfilled, fulfilled, refunds -> ordered, shipped, restocked
    [InlineData(3, 3, 3, 0, "", 3, 0, 0)]
    [InlineData(3, 3, 1, 2, "", 3, 2, 0)]
    [InlineData(3, 2, 2, 0, "cancel:1", 2, 0, 0)]
    [InlineData(3, 2, 0, 3, "return:1", 3, 3, 1)]
    [InlineData(3, 2, 0, 3, "no_restock:1", 3, 3, 0)]
    [InlineData(3, 2, 2, 0, "no_restock:1", 2, 0, 0)]
    [InlineData(3, 2, 0, 2, "cancel:1", 2, 2, 0)]
    [InlineData(5, 2, 1, 3, "return:2,cancel:1", 4, 3, 2)]
    [InlineData(3, 0, 0, 3, "return:3", 3, 3, 3)]
    [InlineData(1, 0, 0, 1, "legacy_restock:1", 1, 1, 1)]
    [InlineData(1, 0, 0, 0, "legacy_restock:1", 0, 0, 0)]
    [InlineData(3, null, 3, 0, "cancel:1", 2, 0, 0)]
    [InlineData(4, 4, 0, 0, "", 4, 4, 0)]
    public void Units_are_counted_gross_so_that_what_left_stays_known(
        int original, int? current, int unfulfilled, int fulfilled, string refunds, int ordered, int shipped, int restocked)
    {
        var line = new ShopifyLine(7, "A", original, current, unfulfilled);
        line.AddFulfillment(fulfilled);
        foreach (var refund in refunds.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            line.AddRefund(int.Parse(refund.Split(':')[1]), refund.Split(':')[0]);
        }

        Assert.Equal(new ChannelOrderLine("7", "A", ordered, shipped, restocked), line.ToOrderLine(isCancelled: false, "line"));
    }

    [Fact]
    public void A_deleted_order_is_a_bare_cancel_at_the_time_of_the_trigger()
    {
        var order = Read(Sample.Text("shopify-orders-delete.json"), "orders/delete", ("X-Shopify-Triggered-At", "2026-11-21T08:59:58.5Z"));

        var at = new DateTimeOffset(2026, 11, 21, 8, 59, 58, 500, TimeSpan.Zero);
        Expect(order, new ChannelOrder(Id("820982911946154508"), null, ChannelOrderState.Cancelled, null, at, []));
    }

    [Theory]
    [InlineData("inventory_levels/update")]
    [InlineData("refunds/create")]
    [InlineData("products/update")]
    public void Topics_that_tell_nothing_new_are_ignored(string topic)
    {
        Assert.IsType<WebhookReading.Ignored>(Connector().ReadWebhook(SignedAs("{}", topic, Secrets[0])));
    }

    [Fact]
    public void A_field_at_fault_is_named()
    {
        var body = OrderBody.Replace("\"quantity\": 1", "\"quantity\": \"one\"", StringComparison.Ordinal);

        var reading = Assert.IsType<WebhookReading.Unreadable>(Connector().ReadWebhook(Signed(body)));

        Assert.StartsWith("line_items[0].quantity is not of the expected form", reading.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_are_polled_by_the_time_of_their_update()
    {
        Shop.Answers(200, OrdersAnswer(hasNextPage: true, Node(1)));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        var request = Assert.Single(Shop.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("https://my-shop.myshopify.com/admin/api/2026-07/graphql.json", request.Address);
        Assert.Equal(Token, request.Headers["X-Shopify-Access-Token"]);
        Assert.Equal("application/json", request.ContentType);
        Assert.Contains("sortKey: UPDATED_AT", request.Json.GetProperty("query").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"first":20,"after":null,"query":"updated_at:\u003E=\u00272010-12-01T08:26:00Z\u0027"}""",
            request.Json.GetProperty("variables").GetRawText());
        Assert.Equal("cursor-1", page.NextPageToken);
        Expect(
            Assert.Single(page.Orders),
            new ChannelOrder(Id("1"), "#1001", ChannelOrderState.Open, At("2010-12-01T08:26:00Z"), At("2010-12-01T08:30:00Z"), []),
            new ChannelOrderLine("11", "85123A", 6, ShippedUnits: 2));
    }

    [Fact]
    public async Task An_order_of_several_hundred_lines_comes_whole()
    {
        Shop.Answers(200, OrdersAnswer(hasNextPage: false, Node(1, lines: 40, moreLines: true)))
            .Answers(200, """{"data":{"order":{"lineItems":""" + Lines(41, 250, hasNextPage: true) + "}}}")
            .Answers(200, """{"data":{"order":{"lineItems":""" + Lines(291, 60, hasNextPage: false) + "}}}");

        var page = await Connector().ReadOrdersAsync(Since, "cursor-0", Cancellation);

        Assert.Equal(350, Assert.Single(page.Orders).Lines.Select(line => line.LineId).Distinct().Count());
        Assert.Equal("""{"id":"gid://shopify/Order/1","after":"line-40"}""", Shop.Requests[1].Json.GetProperty("variables").GetRawText());
        Assert.Equal("""{"id":"gid://shopify/Order/1","after":"line-290"}""", Shop.Requests[2].Json.GetProperty("variables").GetRawText());
        Assert.Null(page.NextPageToken);
    }

    [Fact]
    public async Task The_refunds_of_a_polled_order_are_read_like_those_of_a_webhook()
    {
        var node = Node(1)
            .Replace("\"refunds\":[]", "\"refunds\":[{\"id\":\"gid://shopify/Refund/5\"}]", StringComparison.Ordinal)
            .Replace("\"currentQuantity\":6,\"unfulfilledQuantity\":4", "\"currentQuantity\":5,\"unfulfilledQuantity\":0", StringComparison.Ordinal);
        Shop.Answers(200, OrdersAnswer(hasNextPage: false, node))
            .Answers(200, """{"data":{"order":{"refunds":[{"id":"gid://shopify/Refund/5"}],"fulfillments":[{"id":"gid://shopify/Fulfillment/9","status":"SUCCESS"},{"id":"gid://shopify/Fulfillment/8","status":"CANCELLED"}]}}}""")
            .Answers(200, History("refund", "refundLineItems", """{"quantity":1,"restockType":"RETURN","lineItem":{"id":"gid://shopify/LineItem/11"}}"""))
            .Answers(200, History("fulfillment", "fulfillmentLineItems", """{"quantity":6,"lineItem":{"id":"gid://shopify/LineItem/11"}}"""));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        Assert.Equal([new ChannelOrderLine("11", "85123A", 6, ShippedUnits: 6, RestockedUnits: 1)], Assert.Single(page.Orders).Lines);
    }

    [Fact]
    public async Task A_polled_order_that_makes_no_sense_does_not_hide_the_others()
    {
        Shop.Answers(200, OrdersAnswer(hasNextPage: false, Node(1).Replace("\"quantity\":6", "\"quantity\":\"six\"", StringComparison.Ordinal), Node(2)));

        var page = await Connector().ReadOrdersAsync(Since, null, Cancellation);

        Assert.Equal("2", Assert.Single(page.Orders).Id.ExternalId);
        var unreadable = Assert.Single(page.Unreadable);
        Assert.Equal("1", unreadable.ExternalId);
        Assert.StartsWith("lineItems.nodes[0].quantity", unreadable.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttling_inside_a_success_waits_until_the_points_are_back()
    {
        Shop.Answers(200, """
            {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],
             "extensions":{"cost":{"requestedQueryCost":502,"actualQueryCost":null,
                                   "throttleStatus":{"maximumAvailable":2000,"currentlyAvailable":102,"restoreRate":100}}}}
            """);

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().ReadListingsAsync(null, Cancellation));

        Assert.Equal((ChannelFailure.Throttled, TimeSpan.FromSeconds(4)), (failure.Failure, failure.RetryAfter));
    }

    [Fact]
    public async Task The_next_call_waits_rather_than_run_out_of_points()
    {
        const string Cost = """ "extensions":{"cost":{"requestedQueryCost":400,"throttleStatus":{"maximumAvailable":2000,"currentlyAvailable":100,"restoreRate":100}}}""";
        const string Answer = """{"data":{"inventoryItems":{"nodes":[],"pageInfo":{"hasNextPage":false,"endCursor":null}}},""" + Cost + "}";
        Shop.Answers(200, Answer).Answers(200, Answer);
        var connector = Connector();
        await connector.ReadListingsAsync(null, Cancellation);
        var start = Time.GetUtcNow();

        await Time.RunAsync(connector.ReadListingsAsync(null, Cancellation));

        Assert.Equal(TimeSpan.FromSeconds(3), Time.GetUtcNow() - start);
    }

    [Theory]
    [InlineData("ACCESS_DENIED", ChannelFailure.Unauthorized)]
    [InlineData("INTERNAL_SERVER_ERROR", ChannelFailure.Unavailable)]
    [InlineData("INVALID_VARIABLE", ChannelFailure.Rejected)]
    public async Task Top_level_errors_are_told_apart_by_their_code(string code, ChannelFailure expected)
    {
        Shop.Answers(200, """{"errors":[{"message":"Variable Mrs Miggins","extensions":{"code":"CODE"}}]}""".Replace("CODE", code, StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().PushQuantitiesAsync([Push(Item, 5)], Cancellation));

        Assert.Equal(expected, failure.Failure);
        Assert.DoesNotContain("Miggins", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(423)]
    [InlineData(430)]
    public async Task A_locked_shop_and_a_security_refusal_need_someone_to_look(int status)
    {
        Shop.Answers(status, "{}");

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().PushQuantitiesAsync([Push(Item, 5)], Cancellation));

        Assert.Equal(ChannelFailure.Rejected, failure.Failure);
    }

    [Fact]
    public async Task Quantities_are_set_in_the_recorded_form()
    {
        var recorded = JsonNode.Parse(Sample.Text("shopify-inventory-quantity-contracts-2026-04.recorded.json"))!["inventorySetQuantities"]!;
        Shop.Answers(200, recorded["response"]!.ToJsonString());

        var outcomes = await Connector().PushQuantitiesAsync([Push(Item, 5, expected: 0)], Cancellation);

        Assert.Equal([new PushOutcome.Applied()], outcomes);
        var request = Assert.Single(Shop.Requests).Json;
        Assert.Contains("@idempotent(key: $idempotencyKey)", request.GetProperty("query").GetString(), StringComparison.Ordinal);
        var expected = recorded["variables"]!["input"]!.AsObject();
        expected.Remove("referenceDocumentUri");
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(request.GetProperty("variables").GetProperty("input").GetRawText())));
    }

    [Fact]
    public async Task An_unknown_number_is_sent_as_null_and_never_left_out()
    {
        Shop.Answers(200, SetAnswer());

        await Connector().PushQuantitiesAsync([Push(Item, 5)], Cancellation);

        var row = Shop.Requests[0].Json.GetProperty("variables").GetProperty("input").GetProperty("quantities")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("changeFromQuantity").ValueKind);
    }

    [Fact]
    public async Task A_repeat_bears_the_same_key_and_anything_else_another()
    {
        Shop.Answers(200, SetAnswer()).Answers(200, SetAnswer()).Answers(200, SetAnswer()).Answers(200, SetAnswer());
        var connector = Connector();

        await connector.PushQuantitiesAsync([Push(Item, 5, 4)], Cancellation);
        await connector.PushQuantitiesAsync([Push(Item, 5, 4)], Cancellation);
        await connector.PushQuantitiesAsync([Push(Item, 5, 3)], Cancellation);
        await connector.PushQuantitiesAsync([Push(Item, 5, 4, key: "k2")], Cancellation);

        var keys = Shop.Requests.Select(request => request.Json.GetProperty("variables").GetProperty("idempotencyKey").GetString()).ToList();
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(3, keys.Distinct().Count());
    }

    [Fact]
    public async Task Refused_rows_are_taken_out_and_the_rest_is_sent_again_under_a_new_key()
    {
        Shop.Answers(200, SetAnswer(Error(1, "CHANGE_FROM_QUANTITY_STALE"), Error(2, "ITEM_NOT_STOCKED_AT_LOCATION")))
            .Answers(200, SetAnswer())
            .Answers(200, Quantities("gid://shopify/InventoryItem/2", 9));

        var outcomes = await Connector().PushQuantitiesAsync([.. Enumerable.Range(1, 4).Select(n => Push($"gid://shopify/InventoryItem/{n}", n, 1))], Cancellation);

        Assert.Equal(
            [
                new PushOutcome.Applied(),
                new PushOutcome.Stale(9),
                new PushOutcome.Refused("ITEM_NOT_STOCKED_AT_LOCATION", "why", IsPermanent: true),
                new PushOutcome.Applied(),
            ],
            outcomes);
        var variables = Shop.Requests.Select(request => request.Json.GetProperty("variables")).ToList();
        Assert.Equal(["gid://shopify/InventoryItem/1", "gid://shopify/InventoryItem/4"], variables[1].GetProperty("input").GetProperty("quantities")
            .EnumerateArray().Select(row => row.GetProperty("inventoryItemId").GetString()));
        Assert.NotEqual(variables[0].GetProperty("idempotencyKey").GetString(), variables[1].GetProperty("idempotencyKey").GetString());
    }

    [Fact]
    public async Task A_stale_row_that_already_shows_the_number_came_through_before()
    {
        Shop.Answers(200, SetAnswer(Error(0, "CHANGE_FROM_QUANTITY_STALE"))).Answers(200, Quantities(Item, 5));

        Assert.Equal([new PushOutcome.Applied()], await Connector().PushQuantitiesAsync([Push(Item, 5, 4)], Cancellation));
    }

    [Fact]
    public async Task A_failed_look_at_the_actual_number_loses_no_outcome()
    {
        Shop.Answers(200, SetAnswer(Error(0, "CHANGE_FROM_QUANTITY_STALE"))).Answers(500, "");

        Assert.Equal([new PushOutcome.Stale(null)], await Connector().PushQuantitiesAsync([Push(Item, 5, 4)], Cancellation));
    }

    [Fact]
    public async Task A_shop_that_refuses_one_row_at_a_time_is_asked_a_bounded_number_of_times()
    {
        for (var i = 0; i < 10; i++)
        {
            Shop.Answers(200, SetAnswer(Error(0, "INVALID_INVENTORY_ITEM")));
        }

        var outcomes = await Connector().PushQuantitiesAsync([.. Enumerable.Range(1, 12).Select(n => Push($"gid://shopify/InventoryItem/{n}", n))], Cancellation);

        Assert.Equal(10, Shop.Requests.Count);
        Assert.Equal(10, outcomes.Count(outcome => outcome is PushOutcome.Refused { IsPermanent: true }));
        Assert.Equal(2, outcomes.Count(outcome => outcome is PushOutcome.Refused { Code: "BATCH_REFUSED", IsPermanent: false }));
    }

    [Fact]
    public async Task A_row_refused_in_the_recorded_form_is_refused_once()
    {
        var recorded = JsonNode.Parse(Sample.Text("shopify-inventory-existence-validation-2026-04.recorded.json"))!["adjustUnknownInventoryItem"]!["response"]!;
        var answer = recorded.ToJsonString().Replace("inventoryAdjustQuantities", "inventorySetQuantities", StringComparison.Ordinal).Replace("changes", "quantities", StringComparison.Ordinal);
        Shop.Answers(200, answer);

        Assert.Equal(
            [new PushOutcome.Refused("INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.", IsPermanent: true)],
            await Connector().PushQuantitiesAsync([Push(Item, 5)], Cancellation));
    }

    [Fact]
    public async Task Prices_go_by_product_and_variant_and_each_has_its_own_result()
    {
        Shop.Answers(200, """
            {"data":{"nodes":[
              {"id":"gid://shopify/InventoryItem/1","variants":{"nodes":[{"id":"gid://shopify/ProductVariant/11","product":{"id":"gid://shopify/Product/100"}}]}},
              {"id":"gid://shopify/InventoryItem/2","variants":{"nodes":[{"id":"gid://shopify/ProductVariant/21","product":{"id":"gid://shopify/Product/200"}}]}},
              null,
              {"id":"gid://shopify/InventoryItem/4","variants":{"nodes":[{"id":"gid://shopify/ProductVariant/12","product":{"id":"gid://shopify/Product/100"}}]}}]}}
            """)
            .Answers(200, PricesAnswer(RecordedPriceErrors(), "[]"));

        var outcomes = await Connector().PushPricesAsync(
            [.. Enumerable.Range(1, 4).Select(number => PushPrice($"gid://shopify/InventoryItem/{number}", number + 0.5m, "EUR"))], Cancellation);

        Assert.Equal(
            [
                new PushOutcome.Applied(),
                new PushOutcome.Applied(),
                new PushOutcome.Refused("NO_VARIANT", "No variant of a product has this inventory item.", IsPermanent: true),
                new PushOutcome.Refused("GREATER_THAN_OR_EQUAL_TO", "Price must be greater than or equal to 0", IsPermanent: true),
            ],
            outcomes);
        Assert.Equal(
            """{"product0":"gid://shopify/Product/100","variants0":[{"id":"gid://shopify/ProductVariant/11","price":"1.50"},{"id":"gid://shopify/ProductVariant/12","price":"4.50"}],"product1":"gid://shopify/Product/200","variants1":[{"id":"gid://shopify/ProductVariant/21","price":"2.50"}]}""",
            Shop.Requests[1].Json.GetProperty("variables").GetRawText());
        Assert.Equal(
            "mutation StockFlowSetPrices($product0: ID!, $variants0: [ProductVariantsBulkInput!]!, $product1: ID!, $variants1: [ProductVariantsBulkInput!]!) {\n"
            + "  product0: productVariantsBulkUpdate(productId: $product0, variants: $variants0, allowPartialUpdates: true) { userErrors { field message code } }\n"
            + "  product1: productVariantsBulkUpdate(productId: $product1, variants: $variants1, allowPartialUpdates: true) { userErrors { field message code } }\n}",
            Shop.Requests[1].Json.GetProperty("query").GetString());
    }

    [Fact]
    public async Task A_product_that_is_refused_refuses_all_its_variants()
    {
        Shop.Answers(200, """
            {"data":{"nodes":[
              {"id":"gid://shopify/InventoryItem/1","variants":{"nodes":[{"id":"gid://shopify/ProductVariant/11","product":{"id":"gid://shopify/Product/100"}}]}},
              {"id":"gid://shopify/InventoryItem/2","variants":{"nodes":[{"id":"gid://shopify/ProductVariant/12","product":{"id":"gid://shopify/Product/100"}}]}}]}}
            """)
            .Answers(200, PricesAnswer("""[{"field":["productId"],"message":"Product does not exist","code":"PRODUCT_DOES_NOT_EXIST"}]"""));

        var outcomes = await Connector().PushPricesAsync(
            [PushPrice("gid://shopify/InventoryItem/1", 1), PushPrice("gid://shopify/InventoryItem/2", 2)], Cancellation);

        Assert.All(outcomes, outcome => Assert.Equal(new PushOutcome.Refused("PRODUCT_DOES_NOT_EXIST", "Product does not exist", IsPermanent: true), outcome));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"product0\"")]
    public async Task An_answer_without_a_product_is_never_taken_for_applied(string answer)
    {
        Shop.Answers(200, """{"data":{"nodes":[{"id":"gid://shopify/InventoryItem/1","variants":{"nodes":[{"id":"gid://shopify/ProductVariant/11","product":{"id":"gid://shopify/Product/100"}}]}}]}}""")
            .Answers(200, answer == "{}" ? """{"data":{}}""" : """{"data":{"product0":7}}""");

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().PushPricesAsync([PushPrice("gid://shopify/InventoryItem/1", 1)], Cancellation));

        Assert.Equal(ChannelFailure.Rejected, failure.Failure);
    }

    [Fact]
    public async Task Listings_that_are_not_tracked_or_not_stocked_here_have_no_number()
    {
        Shop.Answers(200, """
            {"data":{"inventoryItems":{"nodes":[
              {"id":"gid://shopify/InventoryItem/1","sku":"85123A","tracked":true,"inventoryLevel":{"quantities":[{"name":"available","quantity":0}]}},
              {"id":"gid://shopify/InventoryItem/2","sku":"71053","tracked":false,"inventoryLevel":{"quantities":[{"name":"available","quantity":0}]}},
              {"id":"gid://shopify/InventoryItem/3","sku":"","tracked":true,"inventoryLevel":null}],
             "pageInfo":{"hasNextPage":true,"endCursor":"c"}}}}
            """);

        var page = await Connector().ReadListingsAsync("b", Cancellation);

        Assert.Equal(
            [
                new ListedItem("gid://shopify/InventoryItem/1", "85123A", 0),
                new ListedItem("gid://shopify/InventoryItem/2", "71053", null),
                new ListedItem("gid://shopify/InventoryItem/3", null, null),
            ],
            page.Items);
        Assert.Equal("c", page.NextPageToken);
        Assert.Equal($$"""{"first":100,"after":"b","locationId":"{{Location}}"}""", Shop.Requests[0].Json.GetProperty("variables").GetRawText());
    }

    protected override WebhookDelivery Signed(string body, string? secret = null) =>
        SignedAs(body, "orders/updated", secret ?? Secrets[0]);

    private protected override IChannelConnector Create(HttpClient client) => new ShopifyConnector(
        Settings("https://my-shop.myshopify.com") with
        {
            Secrets = new Dictionary<string, Secret> { ["AccessToken"] = new(Token) },
            Options = new Dictionary<string, string> { ["LocationId"] = "106318430514", ["TestOrders"] = _testOrders },
        },
        client,
        Time);

    private WebhookDelivery SignedAs(string body, string topic, string secret, params (string Name, string Value)[] more) => Delivery(
        body,
        Time.GetUtcNow(),
        [
            ("x-shopify-topic", topic),
            ("x-shopify-webhook-id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"),
            ("x-shopify-hmac-sha256", HmacSignature.Sign(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))),
            .. more,
        ]);

    private ChannelOrder Read(string body, string topic, params (string Name, string Value)[] more) =>
        Assert.IsType<WebhookReading.OrderChanged>(Connector().ReadWebhook(SignedAs(body, topic, Secrets[0], more))).Order;

    private static OrderId Id(string id) => new(ChannelId.Parse("shop-uk"), id);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static void Expect(ChannelOrder actual, ChannelOrder expected, params ChannelOrderLine[] lines)
    {
        Assert.Equal(lines, actual.Lines);
        Assert.Equal(expected with { Lines = actual.Lines }, actual);
    }

    private static string OrdersAnswer(bool hasNextPage, params string[] nodes) =>
        """{"data":{"orders":{"nodes":[""" + string.Join(',', nodes) + """],"pageInfo":{"hasNextPage":"""
        + (hasNextPage ? "true" : "false") + ",\"endCursor\":\"cursor-1\"}}}}";

    private static string Node(int id, int lines = 1, bool moreLines = false) =>
        $$"""
        {"id":"gid://shopify/Order/{{id}}","name":"#1001","createdAt":"2010-12-01T08:26:00Z","updatedAt":"2010-12-01T08:30:00Z","cancelledAt":null,
         "test":false,"displayFinancialStatus":"PAID","lineItems":{{(lines == 1 ? Lines(11, 1, false) : Lines(1, lines, moreLines))}},"refunds":[]}
        """;

    private static string Lines(int first, int count, bool hasNextPage)
    {
        var nodes = Enumerable.Range(first, count).Select(n =>
            $$"""{"id":"gid://shopify/LineItem/{{n}}","sku":"85123A","quantity":6,"currentQuantity":6,"unfulfilledQuantity":4}""");
        return """{"nodes":[""" + string.Join(',', nodes) + """],"pageInfo":{"hasNextPage":""" + (hasNextPage ? "true" : "false")
            + $",\"endCursor\":\"line-{first + count - 1}\"}}}}";
    }

    private static string History(string root, string connection, string node) =>
        $$"""{"data":{"{{root}}":{"{{connection}}":{"nodes":[{{node}}],"pageInfo":{"hasNextPage":false,"endCursor":null""" + "}}}}}";

    private static string PricesAnswer(params string[] errors) =>
        """{"data":{""" + string.Join(',', errors.Select((list, at) => $"\"product{at}\":{{\"userErrors\":{list}}}")) + "}}";

    /// <summary>The second of two variants was refused in this form, and the first one taken.</summary>
    private static string RecordedPriceErrors() =>
        JsonNode.Parse(Sample.Text("shopify-productVariantsBulkUpdate-allowPartial-2026-04.recorded.json"))!
            ["partialUpdate"]!["response"]!["payload"]!["data"]!["productVariantsBulkUpdate"]!["userErrors"]!.ToJsonString();

    private static string SetAnswer(params string[] errors) =>
        """{"data":{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[""" + string.Join(',', errors) + "]}}}";

    private static string Error(int row, string code) =>
        $$"""{"field":["input","quantities","{{row}}","changeFromQuantity"],"message":"why","code":"{{code}}"}""";

    private static string Quantities(string item, int units) =>
        $$"""{"data":{"nodes":[{"id":"{{item}}","inventoryLevel":{"quantities":[{"name":"available","quantity":{{units}}""" + "}]}}]}}";
}
