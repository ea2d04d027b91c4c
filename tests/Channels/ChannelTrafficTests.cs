using System.Net;
using StockFlow.Channels;
using StockFlow.Channels.Traffic;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Channels;

public sealed class ChannelTrafficTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task A_request_without_an_answer_ends_after_its_time_with_its_end_unknown()
    {
        using var client = Client(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("Not reached.");
        });

        var call = client.GetAsync("https://shop.example.com/", TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ChannelFailure.Unknown, (await Assert.ThrowsAsync<ChannelException>(() => call)).Failure);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, ChannelFailure.Unavailable)]
    [InlineData(HttpRequestError.NameResolutionError, ChannelFailure.Unavailable)]
    [InlineData(HttpRequestError.ResponseEnded, ChannelFailure.Unknown)]
    public async Task A_broken_connection_says_whether_the_request_may_have_arrived(HttpRequestError error, ChannelFailure expected)
    {
        using var client = Client(_ => throw new HttpRequestException(error, "Broken."));

        var exception = await Assert.ThrowsAsync<ChannelException>(() => client.GetAsync("https://shop.example.com/", TestContext.Current.CancellationToken));

        Assert.Equal(expected, exception.Failure);
    }

    [Fact]
    public async Task The_wait_for_a_turn_is_no_part_of_the_requests_time()
    {
        var sent = new List<DateTimeOffset>();
        var start = _time.GetUtcNow();
        using var client = Client(
            _ =>
            {
                sent.Add(_time.GetUtcNow());
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
            },
            new ConnectorLimits(1, 1.0 / 60, 1, false));

        await client.GetAsync("https://shop.example.com/", TestContext.Current.CancellationToken);
        await _time.RunAsync(client.GetAsync("https://shop.example.com/", TestContext.Current.CancellationToken));

        Assert.Equal([start, start.AddSeconds(60)], sent);
    }

    [Fact]
    public async Task A_channel_that_keeps_failing_is_let_alone_and_tried_again_later()
    {
        var shop = new FakeShop();
        for (var i = 0; i < 5; i++)
        {
            shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Unavailable));
        }

        var connector = Paced(shop);
        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<ChannelException>(() => PushAsync(connector));
        }

        var spared = await Assert.ThrowsAsync<ChannelException>(() => PushAsync(connector));
        Assert.Equal(ChannelFailure.Unavailable, spared.Failure);
        Assert.Equal(5, shop.Calls.Count);

        _time.Advance(TimeSpan.FromSeconds(16));
        await PushAsync(connector);
        Assert.Equal(6, shop.Calls.Count);
    }

    [Fact]
    public async Task A_throttle_is_no_failure_of_the_channel_and_opens_no_circuit()
    {
        var shop = new FakeShop();
        for (var i = 0; i < 20; i++)
        {
            shop.Faults.Enqueue(new FakeShop.Fault.Fails(ChannelFailure.Throttled, TimeSpan.FromSeconds(1)));
        }

        var connector = Paced(shop);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ChannelFailure.Throttled, (await Assert.ThrowsAsync<ChannelException>(() => PushAsync(connector))).Failure);
        }

        await PushAsync(connector);
    }

    [Fact]
    public void A_throttle_that_names_no_wait_pauses_longer_each_time_until_a_success()
    {
        var traffic = new ChannelTraffic(_time);
        var throttle = new ChannelException(ChannelFailure.Throttled, "Too many.");

        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            traffic.Failed(throttle);
            waits.Add(traffic.Wait.TotalSeconds);
            _time.Advance(traffic.Wait);
        }

        Assert.Equal([1.0, 2, 4, 8, 16, 32, 60, 60], waits);
        traffic.Succeeded();
        traffic.Failed(throttle);
        Assert.Equal(1, traffic.Wait.TotalSeconds);
    }

    private static Task PushAsync(PacedConnector connector) =>
        connector.PushQuantitiesAsync([], TestContext.Current.CancellationToken);

    private PacedConnector Paced(FakeShop shop) =>
        new(ChannelId.Parse("shop"), shop, new ChannelTraffic(_time), new Jitter(new Random(3)), _time);

    private HttpClient Client(Func<CancellationToken, Task<HttpResponseMessage>> answer, ConnectorLimits? limits = null)
    {
        var traffic = new ChannelTraffic(_time);
        if (limits is not null)
        {
            traffic.Limit(limits);
        }

        return new HttpClient(new ChannelTrafficHandler(ChannelId.Parse("shop"), traffic, TimeSpan.FromSeconds(15), _time)
        {
            InnerHandler = new Answering(answer),
        });
    }

    private sealed class Answering(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(cancellationToken);
    }
}
