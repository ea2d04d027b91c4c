using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StockFlow.Channels;
using StockFlow.Channels.Http;
using StockFlow.Orders;
using StockFlow.Settings;
using Xunit;

namespace StockFlow.Tests.Channels.Connectors;

public sealed class HttpConnectorTests : ConnectorContract
{
    private const string Order = """
        {"id":"536365","number":"536365","state":"open","placedAt":"2010-12-01T08:26:00Z","updatedAt":"2010-12-01T09:26:00+01:00",
         "lines":[{"id":"1","sku":"85123A","orderedUnits":6,"shippedUnits":2,"restockedUnits":1},{"id":"2","orderedUnits":0,"note":"x"}]}
        """;

    protected override IReadOnlyList<string> Secrets { get; } = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="];

    protected override string OtherSecret => "whsec_HxAQAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    protected override string OrderBody => Webhook(Order);

    protected override string SignatureHeader => "webhook-signature";

    protected override string Reference => "item-17";

    [Fact]
    public void The_standard_webhooks_vector_verifies()
    {
        var vector = JsonNode.Parse(Sample.Text("standard-webhooks-vector.json"))!;
        var signature = new StandardWebhookSignature([new Secret((string)vector["secret"]!)]);
        var body = Encoding.UTF8.GetBytes((string)vector["rawBody"]!);
        var (id, timestamp, signed) = ((string)vector["webhook-id"]!, (string)vector["webhook-timestamp"]!, (string)vector["webhook-signature"]!);
        var sentAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));

        Assert.Null(signature.FindFault(id, timestamp, signed, body, sentAt));
        Assert.Null(signature.FindFault(id, timestamp, "v1a,AAAA " + signed, body, sentAt));
        Assert.Equal(signed, signature.Sign(id, timestamp, body));
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_message_is_taken_up_to_five_minutes_from_its_time(int secondsOff, bool isTaken)
    {
        var reading = Connector().ReadWebhook(SignedAt(OrderBody, Time.GetUtcNow().AddSeconds(secondsOff), Secrets[0]));

        Assert.Equal(isTaken, reading is WebhookReading.OrderChanged);
        Assert.Equal(!isTaken, reading is WebhookReading.BadSignature);
    }

    [Fact]
    public void The_documented_order_is_read_whole()
    {
        var read = Assert.IsType<WebhookReading.OrderChanged>(Connector().ReadWebhook(Signed(OrderBody)));

        Assert.Equal("msg_1", read.DedupeId);
        Assert.Equal([new ChannelOrderLine("1", "85123A", 6, 2, 1), new ChannelOrderLine("2", null, 0)], read.Order.Lines);
        var at = new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero);
        Assert.Equal(new ChannelOrder(new OrderId(ChannelId.Parse("shop-uk"), "536365"), null, ChannelOrderState.Open, at, at, read.Order.Lines), read.Order);
    }

    [Fact]
    public void A_bare_cancel_is_enough()
    {
        var body = Webhook("""{"id":"536365","state":"cancelled","updatedAt":"2010-12-01T08:26:00Z"}""");

        var read = Assert.IsType<WebhookReading.OrderChanged>(Connector().ReadWebhook(Signed(body)));

        Assert.Equal((ChannelOrderState.Cancelled, null), (read.Order.State, read.Order.PlacedAt));
        Assert.Empty(read.Order.Lines);
    }

    [Theory]
    [InlineData("\"id\":\"536365\"", "\"id\":\"\"", "data.id is not 1 to 100 printable characters.")]
    [InlineData("\"id\":\"536365\",", "", "data.id is missing.")]
    [InlineData("\"state\":\"open\"", "\"state\":\"Miggins\"", "data.state is none of open, pendingPayment and cancelled.")]
    [InlineData("08:26:00Z", "08:26:00", "data.placedAt is not of the expected form")]
    [InlineData("\"placedAt\":\"2010-12-01T08:26:00Z\",", "", "data.placedAt is missing.")]
    [InlineData("\"shippedUnits\":2", "\"shippedUnits\":7", "data.lines[0].shippedUnits is below zero or above 6.")]
    [InlineData("\"restockedUnits\":1", "\"restockedUnits\":3", "data.lines[0].restockedUnits is below zero or above 2.")]
    [InlineData("\"orderedUnits\":0", "\"orderedUnits\":-1", "data.lines[1].orderedUnits is below zero")]
    [InlineData("\"orderedUnits\":0", "\"orderedUnits\":1.5", "data.lines[1].orderedUnits is not of the expected form")]
    [InlineData("\"orderedUnits\":0", "\"orderedUnits\":0,\"orderedUnits\":5", "data.lines[1].orderedUnits is not of the expected form")]
    [InlineData("\"orderedUnits\":0,", "", "data.lines[1].orderedUnits is missing.")]
    [InlineData("\"id\":\"2\"", "\"id\":\"1\"", "data.lines[1].id is that of an earlier line.")]
    public void A_field_at_fault_is_named(string right, string wrong, string reason)
    {
        var reading = Connector().ReadWebhook(Signed(Webhook(Order.Replace(right, wrong, StringComparison.Ordinal))));

        Assert.StartsWith(reason, Assert.IsType<WebhookReading.Unreadable>(reading).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Our_own_numbers_sent_back_to_us_are_ignored()
    {
        Assert.IsType<WebhookReading.Ignored>(Connector().ReadWebhook(Signed("""{"type":"quantities.set","quantities":[]}""")));
    }

    [Fact]
    public async Task Orders_are_polled_by_the_time_of_their_update()
    {
        Shop.Answers(200, "{\"orders\":[" + Order + ",{\"id\":\"7\"}],\"nextPage\":\"2 b\"}").Answers(200, """{"orders":[],"nextPage":null}""");
        var connector = Connector();

        var page = await connector.ReadOrdersAsync(Since, null, Cancellation);
        var last = await connector.ReadOrdersAsync(Since, page.NextPageToken, Cancellation);

        Assert.Equal(
            [
                "https://till.example.com/stockflow/orders?updatedSince=2010-12-01T08%3A26%3A00.000Z",
                "https://till.example.com/stockflow/orders?updatedSince=2010-12-01T08%3A26%3A00.000Z&page=2%20b",
            ],
            Shop.Requests.Select(request => request.Address));
        Assert.Equal("536365", Assert.Single(page.Orders).Id.ExternalId);
        Assert.Equal(("7", "state is missing."), (Assert.Single(page.Unreadable).ExternalId, page.Unreadable[0].Reason));
        Assert.Null(last.NextPageToken);
    }

    [Fact]
    public async Task Every_call_is_signed_with_every_secret()
    {
        Shop.Answers(200, """{"orders":[]}""").Answers(200, """{"listings":[]}""").Answers(200, """{"results":[]}""").Answers(200, """{"results":[]}""");
        var connector = Connector();

        await connector.ReadOrdersAsync(Since, null, Cancellation);
        await connector.ReadListingsAsync(null, Cancellation);
        await connector.PushQuantitiesAsync([Push("item-17", 5)], Cancellation);
        await connector.PushPricesAsync([PushPrice("item-17", 5)], Cancellation);

        Assert.All(Shop.Requests, request => Assert.All(Secrets, secret => Assert.Null(new StandardWebhookSignature([new Secret(secret)]).FindFault(
            request.Headers["webhook-id"],
            request.Headers["webhook-timestamp"],
            request.Headers["webhook-signature"],
            Encoding.UTF8.GetBytes(request.Body),
            Time.GetUtcNow()))));
    }

    [Fact]
    public async Task Quantities_are_sent_in_the_documented_form_and_each_has_its_own_result()
    {
        Shop.Answers(200, """
            {"results":[
              {"reference":"item-20","result":"refused","code":"unknown-item","reason":"No such item.","permanent":true},
              {"reference":"item-17","result":"applied"},
              {"reference":"item-19","result":"stale","actualUnits":3}]}
            """);

        var outcomes = await Connector().PushQuantitiesAsync(
            [Push("item-17", 12, 14), Push("item-19", 0, 4, "k2"), Push("item-20", 1), Push("item-21", 1)], Cancellation);

        Assert.Equal(
            [
                new PushOutcome.Applied(),
                new PushOutcome.Stale(3),
                new PushOutcome.Refused("unknown-item", "No such item.", IsPermanent: true),
                new PushOutcome.Refused("no-result", "The channel did not tell what became of the item.", IsPermanent: false),
            ],
            outcomes);
        var request = Assert.Single(Shop.Requests);
        Assert.Equal(("POST", "https://till.example.com/stockflow/quantities", "application/json"), (request.Method, request.Address, request.ContentType));
        Assert.Equal(
            """{"type":"quantities.set","quantities":[{"reference":"item-17","sku":"85123A","quantityUnits":12,"expectedUnits":14,"idempotencyKey":"k1"},{"reference":"item-19","sku":"85123A","quantityUnits":0,"expectedUnits":4,"idempotencyKey":"k2"},{"reference":"item-20","sku":"85123A","quantityUnits":1,"expectedUnits":null,"idempotencyKey":"k1"},{"reference":"item-21","sku":"85123A","quantityUnits":1,"expectedUnits":null,"idempotencyKey":"k1"}]}""",
            request.Body);
    }

    [Fact]
    public async Task Prices_are_sent_in_the_documented_form_and_each_has_its_own_result()
    {
        Shop.Answers(200, """
            {"results":[
              {"reference":"item-20","result":"refused","code":"too-low","reason":"Below cost.","permanent":true},
              {"reference":"item-17","result":"applied"}]}
            """);

        var outcomes = await Connector().PushPricesAsync(
            [PushPrice("item-17", 12.5m, "EUR"), PushPrice("item-20", 0.0004m, key: "k2"), PushPrice("item-21", 1)], Cancellation);

        Assert.Equal(
            [
                new PushOutcome.Applied(),
                new PushOutcome.Refused("too-low", "Below cost.", IsPermanent: true),
                new PushOutcome.Refused("no-result", "The channel did not tell what became of the item.", IsPermanent: false),
            ],
            outcomes);
        var request = Assert.Single(Shop.Requests);
        Assert.Equal(("POST", "https://till.example.com/stockflow/prices", "application/json"), (request.Method, request.Address, request.ContentType));
        Assert.Equal(
            """{"type":"prices.set","prices":[{"reference":"item-17","sku":"85123A","amount":"12.50","currency":"EUR","idempotencyKey":"k1"},{"reference":"item-20","sku":"85123A","amount":"0.0004","currency":null,"idempotencyKey":"k2"},{"reference":"item-21","sku":"85123A","amount":"1.00","currency":null,"idempotencyKey":"k1"}]}""",
            request.Body);
    }

    [Fact]
    public async Task A_price_is_never_stale()
    {
        Shop.Answers(200, """{"results":[{"reference":"item-17","result":"stale","actualUnits":3}]}""");

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().PushPricesAsync([PushPrice("item-17", 5)], Cancellation));

        Assert.Equal(ChannelFailure.Rejected, failure.Failure);
    }

    [Fact]
    public async Task A_repeat_of_the_same_numbers_is_the_same_message()
    {
        Shop.Answers(200, """{"results":[]}""").Answers(200, """{"results":[]}""").Answers(200, """{"results":[]}""");
        var connector = Connector();

        await connector.PushQuantitiesAsync([Push("item-17", 12)], Cancellation);
        Time.Advance(TimeSpan.FromSeconds(3));
        await connector.PushQuantitiesAsync([Push("item-17", 12)], Cancellation);
        await connector.PushQuantitiesAsync([Push("item-17", 13)], Cancellation);

        var ids = Shop.Requests.Select(request => request.Headers["webhook-id"]).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Fact]
    public async Task Listings_without_a_number_have_none()
    {
        Shop.Answers(200, """{"listings":[{"reference":"item-17","sku":"85123A","quantityUnits":0},{"reference":"item-18","sku":null,"quantityUnits":null}],"nextPage":"2"}""");

        var page = await Connector().ReadListingsAsync(null, Cancellation);

        Assert.Equal("https://till.example.com/stockflow/listings", Shop.Requests[0].Address);
        Assert.Equal([new ListedItem("item-17", "85123A", 0), new ListedItem("item-18", null, null)], page.Items);
        Assert.Equal("2", page.NextPageToken);
    }

    [Fact]
    public async Task A_page_that_names_itself_as_the_next_is_not_followed_for_ever()
    {
        Shop.Answers(200, """{"listings":[],"nextPage":"2"}""");

        var failure = await Assert.ThrowsAsync<ChannelException>(() => Connector().ReadListingsAsync("2", Cancellation));

        Assert.Equal(ChannelFailure.Rejected, failure.Failure);
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_short", false)]
    [InlineData("whsec_", false)]
    public void A_secret_has_its_form(string text, bool isSecret)
    {
        Assert.Equal(isSecret, StandardWebhookSignature.IsSecret(text));
    }

    protected override WebhookDelivery Signed(string body, string? secret = null) => SignedAt(body, Time.GetUtcNow(), secret ?? Secrets[0]);

    private protected override IChannelConnector Create(HttpClient client) => new HttpConnector(Settings("https://till.example.com/stockflow"), client, Time);

    private WebhookDelivery SignedAt(string body, DateTimeOffset sentAt, string secret)
    {
        var timestamp = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Delivery(
            body,
            Time.GetUtcNow(),
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", new StandardWebhookSignature([new Secret(secret)]).Sign("msg_1", timestamp, Encoding.UTF8.GetBytes(body))));
    }

    private static string Webhook(string order) => $$"""{"type":"order.updated","timestamp":"2010-12-01T08:26:00Z","data":{{order}}}""";
}
