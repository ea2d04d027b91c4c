using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Traffic;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Channels.Connectors;

/// <summary>What every connector promises, whatever its channel speaks.</summary>
public abstract class ConnectorContract
{
    public enum Call
    {
        ReadOrders,
        ReadListings,
        PushQuantities,
        PushPrices,
    }

    public static TheoryData<Call> Calls { get; } = new(Enum.GetValues<Call>());

    protected static DateTimeOffset Since { get; } = new(2010, 12, 1, 8, 26, 0, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected ScriptedChannel Shop { get; } = new();

    protected FakeTime Time { get; } = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_429_is_throttling_with_the_wait_that_the_channel_named(Call call)
    {
        Shop.Answers(429, "{}", ("Retry-After", "7"));

        var failure = await FailureOf(call);

        Assert.Equal(ChannelFailure.Throttled, failure.Failure);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_wait_may_be_named_by_its_end(Call call)
    {
        Shop.Answers(429, "{}", ("Retry-After", Time.GetUtcNow().AddSeconds(90).ToString("r")));

        Assert.Equal(TimeSpan.FromSeconds(90), (await FailureOf(call)).RetryAfter);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Refused_credentials_are_told_apart(Call call)
    {
        Shop.Answers(401, """{"errors":"no"}""").Answers(403, "{}");

        Assert.Equal(ChannelFailure.Unauthorized, (await FailureOf(call)).Failure);
        Assert.Equal(ChannelFailure.Unauthorized, (await FailureOf(call)).Failure);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_5xx_is_an_outage_that_may_name_a_wait(Call call)
    {
        Shop.Answers(500, "<html>").Answers(503, "", ("Retry-After", "30"));

        var first = await FailureOf(call);
        var second = await FailureOf(call);

        Assert.Equal((ChannelFailure.Unavailable, null), (first.Failure, first.RetryAfter));
        Assert.Equal((ChannelFailure.Unavailable, TimeSpan.FromSeconds(30)), (second.Failure, second.RetryAfter));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_gateway_that_gave_up_leaves_it_unknown(Call call)
    {
        Shop.Answers(504, "");

        Assert.Equal(ChannelFailure.Unknown, (await FailureOf(call)).Failure);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task No_answer_in_time_leaves_it_unknown(Call call)
    {
        Shop.NeverAnswers();

        Assert.Equal(ChannelFailure.Unknown, (await FailureOf(call)).Failure);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_connection_that_broke_leaves_it_unknown_and_one_that_never_was_is_an_outage(Call call)
    {
        Shop.Breaks(HttpRequestError.ResponseEnded).Breaks(HttpRequestError.ConnectionError);

        Assert.Equal(ChannelFailure.Unknown, (await FailureOf(call)).Failure);
        Assert.Equal(ChannelFailure.Unavailable, (await FailureOf(call)).Failure);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_answer_that_is_no_json_is_rejected_without_being_quoted(Call call)
    {
        Shop.Answers(200, "{\"secret-of-a-customer\": 1, ");

        var failure = await FailureOf(call);

        Assert.Equal(ChannelFailure.Rejected, failure.Failure);
        Assert.DoesNotContain("customer", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_answer_of_another_form_is_never_an_empty_list(Call call)
    {
        Shop.Answers(200, """{"something":"else"}""", ("X-WP-TotalPages", "1"));

        Assert.Equal(ChannelFailure.Rejected, (await FailureOf(call)).Failure);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Messages_of_failures_bear_the_channel_and_no_secret(Call call)
    {
        Shop.Answers(401, "{}");

        var failure = await FailureOf(call);

        Assert.Contains("shop-uk", failure.Message, StringComparison.Ordinal);
        Assert.All(SecretTexts, secret => Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_rightly_signed_order_is_read()
    {
        var read = Assert.IsType<WebhookReading.OrderChanged>(Connector().ReadWebhook(Signed(OrderBody)));

        Assert.Equal("shop-uk", read.Order.Id.Channel.Value);
        Assert.NotEmpty(read.Order.Lines);
        Assert.InRange(read.DedupeId.Length, 1, 100);
    }

    [Fact]
    public void A_repeated_delivery_has_the_same_identity()
    {
        var connector = Connector();

        var first = Assert.IsType<WebhookReading.OrderChanged>(connector.ReadWebhook(Signed(OrderBody)));
        var second = Assert.IsType<WebhookReading.OrderChanged>(connector.ReadWebhook(Signed(OrderBody)));

        Assert.Equal(first.DedupeId, second.DedupeId);
    }

    [Fact]
    public void Either_of_two_secrets_signs()
    {
        Assert.IsType<WebhookReading.OrderChanged>(Connector().ReadWebhook(Signed(OrderBody, Secrets[1])));
    }

    [Fact]
    public void A_third_secret_does_not_sign()
    {
        Assert.IsType<WebhookReading.BadSignature>(Connector().ReadWebhook(Signed(OrderBody, OtherSecret)));
    }

    [Fact]
    public void Any_flipped_bit_of_the_body_breaks_the_signature()
    {
        var connector = Connector();
        var body = Encoding.UTF8.GetBytes(OrderBody);
        var signed = Signed(OrderBody);

        Prop.ForAll(
            Gen.Choose(0, (body.Length * 8) - 1).ToArbitrary(),
            bit =>
            {
                var tampered = (byte[])body.Clone();
                tampered[bit / 8] ^= (byte)(1 << (bit % 8));
                return connector.ReadWebhook(signed with { Body = tampered }) is WebhookReading.BadSignature;
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_changed_character_of_the_signature_breaks_it()
    {
        var connector = Connector();
        var signed = Signed(OrderBody);
        var signature = signed.Header(SignatureHeader)!;

        for (var i = 0; i < signature.Length; i++)
        {
            var changed = signature[..i] + (signature[i] == 'A' ? 'B' : 'A') + signature[(i + 1)..];
            var tampered = signed with { Header = name => name.Equals(SignatureHeader, StringComparison.OrdinalIgnoreCase) ? changed : signed.Header(name) };
            Assert.IsType<WebhookReading.BadSignature>(connector.ReadWebhook(tampered));
        }
    }

    [Fact]
    public void A_missing_signature_is_a_bad_one()
    {
        var signed = Signed(OrderBody);
        var unsigned = signed with { Header = name => name.Equals(SignatureHeader, StringComparison.OrdinalIgnoreCase) ? null : signed.Header(name) };

        Assert.IsType<WebhookReading.BadSignature>(Connector().ReadWebhook(unsigned));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"id\": \"Mrs Miggins\", \"type\": 7")]
    [InlineData("\"Mrs Miggins\"")]
    public void A_rightly_signed_body_that_makes_no_sense_is_kept_with_a_reason_that_does_not_quote_it(string body)
    {
        var reading = Assert.IsType<WebhookReading.Unreadable>(Connector().ReadWebhook(Signed(body)));

        Assert.NotEmpty(reading.Reason);
        Assert.DoesNotContain("Miggins", reading.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reading.Headers.Keys, name => name.Contains("signature", StringComparison.OrdinalIgnoreCase) || name.Contains("hmac", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Limits_are_of_use()
    {
        var limits = Connector().Limits;

        Assert.True(limits is { BatchSizeMax: >= 1, RequestsPerSecond: > 0, BurstRequests: >= 1 });
    }

    protected abstract IReadOnlyList<string> Secrets { get; }

    protected abstract string OtherSecret { get; }

    protected virtual IReadOnlyList<string> SecretTexts => Secrets;

    /// <summary>The body of a webhook with an order of at least one line.</summary>
    protected abstract string OrderBody { get; }

    protected abstract string SignatureHeader { get; }

    protected abstract string Reference { get; }

    protected abstract WebhookDelivery Signed(string body, string? secret = null);

    private protected abstract IChannelConnector Create(HttpClient client);

    private protected IChannelConnector Connector()
    {
        var handler = new ChannelTrafficHandler(ChannelId.Parse("shop-uk"), new ChannelTraffic(Time), TimeSpan.FromSeconds(30), Time) { InnerHandler = Shop };
        return Create(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan });
    }

    protected static WebhookDelivery Delivery(string body, DateTimeOffset receivedAt, params (string Name, string Value)[] headers)
    {
        var byName = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return new WebhookDelivery(name => byName.GetValueOrDefault(name), Encoding.UTF8.GetBytes(body), receivedAt);
    }

    protected ChannelSettings Settings(string endpoint) => new()
    {
        Id = ChannelId.Parse("shop-uk"),
        Kind = "any",
        Sync = SyncSchedule.RealTime,
        Locations = [LocationId.Parse("london")],
        Endpoint = new Uri(endpoint),
        WebhookSecrets = [.. Secrets.Select(secret => new Secret(secret))],
    };

    protected static QuantityPush Push(string reference, int units, int? expected = null, string key = "k1") =>
        new(reference, Sku.Parse("85123A"), units, expected, key);

    protected static PricePush PushPrice(string reference, decimal price, string? currency = null, string key = "k1") =>
        new(reference, Sku.Parse("85123A"), price, currency, key);

    private async Task<ChannelException> FailureOf(Call call)
    {
        var connector = Connector();
        Task task = call switch
        {
            Call.ReadOrders => connector.ReadOrdersAsync(Since, null, Cancellation),
            Call.ReadListings => connector.ReadListingsAsync(null, Cancellation),
            Call.PushPrices => connector.PushPricesAsync([PushPrice(Reference, 12.95m)], Cancellation),
            _ => connector.PushQuantitiesAsync([Push(Reference, 5)], Cancellation),
        };
        return await Assert.ThrowsAsync<ChannelException>(() => Time.RunAsync(task));
    }
}
