using System.Text.Json;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Marketplaces.Http;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class FakeHttpShopTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private readonly FakeTime _clock = new();

    [Fact]
    public void The_signature_is_that_of_Standard_Webhooks()
    {
        var headers = StandardWebhook.Headers(
            Secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", headers["webhook-signature"]);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(301, 401)]
    public async Task A_call_must_be_signed_and_recent(int secondsOld, int status)
    {
        await using var shop = await OpenAsync();
        var signedAt = _clock.GetUtcNow().AddSeconds(-secondsOld);

        var answer = await shop.SendAsync(HttpMethod.Get, "listings", prepare: (request, body) => Sign(request, body, signedAt));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Items_are_set_one_by_one_against_the_number_expected()
    {
        await using var shop = await OpenAsync();
        var (first, second) = (shop.Books.List("A", 5), shop.Books.List("B", 7));

        var results = await SetAsync(shop, Item(first.Number, 4, 5, "k1"), Item(second.Number, 6, 1, "k2"), Item(99, 1, null, "k3"));

        Assert.Equal(["applied", "stale", "refused"], results.Select(result => result.GetProperty("result").GetString()));
        Assert.Equal(7, results[1].GetProperty("actualUnits").GetInt32());
        Assert.Equal([4, 7], shop.Books.Items.Select(item => item.ListedUnits));
    }

    [Fact]
    public async Task A_key_that_was_applied_is_applied_again_without_a_look()
    {
        await using var shop = await OpenAsync();
        var item = shop.Books.List("A", 5);
        await SetAsync(shop, Item(item.Number, 4, 5, "k1"));
        shop.Books.Place("1", [new NewLine("A", 1)]);

        var results = await SetAsync(shop, Item(item.Number, 4, 5, "k1"));

        Assert.Equal("applied", results[0].GetProperty("result").GetString());
        Assert.Equal(3, shop.Books.Item(item.Number)!.ListedUnits);
    }

    [Fact]
    public async Task Orders_are_paged_from_a_time_on()
    {
        await using var shop = await OpenAsync();
        var since = _clock.GetUtcNow();
        for (var order = 1; order <= 150; order++)
        {
            shop.Books.Place($"{order}", [new NewLine("A", 1)], handedOver: true);
        }

        var path = $"orders?updatedSince={Uri.EscapeDataString(since.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture))}";
        var first = (await shop.SendAsync(HttpMethod.Get, path, prepare: SignNow)).Body;
        var second = (await shop.SendAsync(HttpMethod.Get, $"{path}&page={first.GetProperty("nextPage").GetString()}", prepare: SignNow)).Body;

        Assert.Equal((100, 50), (first.GetProperty("orders").GetArrayLength(), second.GetProperty("orders").GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextPage").ValueKind);
        Assert.Equal(1, first.GetProperty("orders")[0].GetProperty("lines")[0].GetProperty("shippedUnits").GetInt32());
    }

    [Fact]
    public async Task A_throttled_call_says_how_long_to_wait_and_does_nothing()
    {
        await using var shop = await OpenShop.OpenAsync(
            _clock, books => new FakeHttpShop(books, Secret, _clock, Faults.None), new FaultRates { Throttled = 1 });
        var item = shop.Books.List("A", 5);

        var answer = await shop.SendAsync(HttpMethod.Post, "quantities", Body(Item(item.Number, 4, 5, "k1")), SignNow);

        Assert.Equal(429, answer.Status);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 8);
        Assert.Equal(5, shop.Books.Item(item.Number)!.ListedUnits);
    }

    [Theory]
    [InlineData(0, 1, 4)]
    [InlineData(1, 0, 5)]
    public async Task A_broken_connection_may_have_applied_the_call_or_not(double before, double after, int listedUnits)
    {
        await using var shop = await OpenShop.OpenAsync(
            _clock, books => new FakeHttpShop(books, Secret, _clock, Faults.None), new FaultRates { BrokenBefore = before, BrokenAfter = after });
        var item = shop.Books.List("A", 5);

        await Assert.ThrowsAsync<HttpRequestException>(() => shop.SendAsync(HttpMethod.Post, "quantities", Body(Item(item.Number, 4, 5, "k1")), SignNow));

        Assert.Equal(listedUnits, shop.Books.Item(item.Number)!.ListedUnits);
    }

    private Task<OpenShop> OpenAsync() => OpenShop.OpenAsync(_clock, books => new FakeHttpShop(books, Secret, _clock, Faults.None));

    private async Task<List<JsonElement>> SetAsync(OpenShop shop, params object[] items)
    {
        var (status, body, _) = await shop.SendAsync(HttpMethod.Post, "quantities", Body(items), SignNow);
        Assert.Equal(200, status);
        return [.. body.GetProperty("results").EnumerateArray()];
    }

    private static object Body(params object[] items) => new { type = "quantities.set", quantities = items };

    private static object Item(long number, int units, int? expected, string key) => new
    {
        reference = $"item-{number}",
        sku = "A",
        quantityUnits = units,
        expectedUnits = expected,
        idempotencyKey = key,
    };

    private void SignNow(HttpRequestMessage request, byte[] body) => Sign(request, body, _clock.GetUtcNow());

    private static void Sign(HttpRequestMessage request, byte[] body, DateTimeOffset at)
    {
        foreach (var (name, value) in StandardWebhook.Headers(Secret, "msg_1", at, body))
        {
            request.Headers.Add(name, value);
        }
    }
}
