using System.Text;
using StockFlow.Simulator.Marketplaces.Http;
using Xunit;

namespace StockFlow.Tests.App;

/// <summary>Who is let in, and what is refused at the door.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(
        ("StockFlow:WebhookBytesMax", "16384"), ("StockFlow:WebhooksPerSecond", "1"), ("StockFlow:WebhookRefusalsPerMinute", "2"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_route_but_health_and_webhooks_needs_a_key()
    {
        foreach (var (name, operation) in _world.Api.Operations)
        {
            var (method, path) = (HttpMethod.Parse(name.Split(' ')[0]), name.Split(' ')[1].TrimStart('/').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
            var anonymous = operation["security"] is not null;

            var without = await _world.SendAsync(method, path, null, key: null);
            var wrong = await _world.SendAsync(method, path, null, key: "wrong");

            Assert.True(anonymous ? without.Status != 401 : (without.Status, without.Text) == (401, ""), $"{name}: {without}");
            Assert.True(anonymous ? wrong.Status != 401 : wrong.Status == 401, $"{name}: {wrong}");
        }
    }

    [Fact]
    public async Task A_key_comes_in_the_header_or_the_query()
    {
        Assert.Equal(200, (await _world.GetAsync("stock")).Status);
        Assert.Equal(200, (await _world.GetAsync($"stock?code={AppWorld.Key}", key: null)).Status);
        Assert.Equal(401, (await _world.GetAsync($"stock?code={AppWorld.Key}x", key: null)).Status);
    }

    [Fact]
    public async Task Health_is_for_anyone()
    {
        Assert.Equal("""{"status":"ok"}""", (await _world.GetAsync("health", key: null)).Text);
    }

    [Fact]
    public async Task A_webhook_for_no_channel_is_404()
    {
        var answer = await _world.DeliverAsync(_world.OrderBody("1", ("CHAIR", 1)), channel: "shop");

        Assert.Equal((404, "unknown-channel"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_wrong_signature_is_401_and_leaves_nothing()
    {
        var answer = await _world.DeliverAsync(_world.OrderBody("1", ("CHAIR", 1)), secret: "whsec_" + Convert.ToBase64String(new byte[32]));
        await _world.IdleAsync();

        Assert.Equal((401, "bad-signature"), (answer.Status, answer.Error));
        Assert.Equal(404, (await _world.GetAsync("orders/till/1")).Status);
        Assert.Empty((await _world.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task A_signature_for_another_body_is_401()
    {
        var headers = StandardWebhook.Headers(AppWorld.Secret, "msg_1", _world.Time.GetUtcNow(), "one"u8);

        var answer = await _world.SendAsync(HttpMethod.Post, "webhooks/till", new StringContent("two", Encoding.UTF8, "application/json"), null, headers);

        Assert.Equal((401, "bad-signature"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_webhook_without_signature_is_401()
    {
        Assert.Equal(401, (await _world.PostAsync("webhooks/till", "{}")).Status);
    }

    [Fact]
    public async Task Who_knows_no_secret_is_soon_refused_unread_and_the_shop_is_heard_all_the_same()
    {
        var (attacker, shop) = (From("203.0.113.9"), From("198.51.100.7"));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(401, (await _world.SendAsync(HttpMethod.Post, "webhooks/till", new StringContent("{}"), null, attacker)).Status);
        }

        var refused = await _world.SendAsync(HttpMethod.Post, "webhooks/till", new StringContent("{}"), null, attacker);
        var heard = await _world.DeliverAsync(_world.OrderBody("1", ("CHAIR", 1)), headers: shop);

        Assert.Equal((429, "too-many-webhooks", 30), (refused.Status, refused.Error, refused.RetryAfterSeconds));
        Assert.Equal(202, heard.Status);
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(401, (await _world.SendAsync(HttpMethod.Post, "webhooks/till", new StringContent("{}"), null, attacker)).Status);

        static Dictionary<string, string> From(string address) => new() { ["X-Forwarded-For"] = address };
    }

    [Fact]
    public async Task A_channel_that_sends_too_much_is_asked_to_wait()
    {
        for (var order = 1; order <= 10; order++)
        {
            Assert.Equal(202, (await _world.DeliverAsync(_world.OrderBody($"{order}", ("CHAIR", 1)))).Status);
        }

        var refused = await _world.DeliverAsync(_world.OrderBody("11", ("CHAIR", 1)));
        Assert.Equal((429, "too-many-webhooks", 1), (refused.Status, refused.Error, refused.RetryAfterSeconds));

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(202, (await _world.DeliverAsync(_world.OrderBody("11", ("CHAIR", 1)))).Status);
    }

    [Theory]
    [InlineData(16_384, 202)]
    [InlineData(16_385, 413)]
    public async Task A_webhook_has_a_longest_body(int length, int expected)
    {
        await _world.ReceiveAsync("CHAIR", 1);

        Assert.Equal(expected, (await _world.DeliverAsync(_world.OrderBody("1", ("CHAIR", 1)).PadRight(length))).Status);
        await _world.IdleAsync();

        Assert.Equal(expected == 202 ? 200 : 404, (await _world.GetAsync("orders/till/1")).Status);
    }

    [Fact]
    public async Task A_webhook_of_another_type_is_ignored_with_a_reason()
    {
        var answer = await _world.DeliverAsync("""{"type":"order.printed","data":{}}""");

        Assert.Equal(200, answer.Status);
        Assert.Contains("order.updated", answer.Json["ignored"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_delivery_is_done_once()
    {
        await _world.ReceiveAsync("CHAIR", 5);
        var body = _world.OrderBody("1", ("CHAIR", 2));

        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.Equal(202, (await _world.DeliverAsync(body, id: "msg_same")).Status);
        }

        await _world.IdleAsync();
        Assert.True((await _world.GetAsync("stock/CHAIR")).Has("""{"locations":[{"reservedUnits":2}]}"""));
    }

    [Theory]
    [InlineData("GET", "nothing")]
    [InlineData("POST", "stock/CHAIR")]
    [InlineData("DELETE", "channels")]
    public async Task Any_other_address_or_method_is_refused(string method, string path)
    {
        Assert.InRange((await _world.SendAsync(HttpMethod.Parse(method), path, null)).Status, 404, 405);
    }
}
