using EmbeddedFunctions.Functions;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class HandlerGateTests
{
    private readonly WorkGauge _requests = new();
    private readonly HandlerGate _gate;

    public HandlerGateTests()
    {
        _gate = new HandlerGate(new RequestCrowd(_requests));
    }

    [Fact]
    public async Task Without_a_crowd_of_requests_every_handler_enters_at_once()
    {
        BeginRequests(15);

        for (var handler = 0; handler < 64; handler++)
        {
            var entering = _gate.EnterAsync(TestContext.Current.CancellationToken);
            Assert.True(entering.IsCompletedSuccessfully);
            await entering;
        }
    }

    [Fact]
    public async Task In_a_crowd_the_fifth_handler_waits_until_the_crowd_is_gone()
    {
        BeginRequests(16);
        for (var handler = 0; handler < 4; handler++)
        {
            Assert.True(_gate.EnterAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        }

        var fifth = _gate.EnterAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(fifth.IsCompleted);
        EndRequests(16);

        await fifth;
    }

    [Fact]
    public async Task In_a_crowd_a_handler_that_leaves_makes_room_for_the_next()
    {
        BeginRequests(16);
        for (var handler = 0; handler < 4; handler++)
        {
            await _gate.EnterAsync(TestContext.Current.CancellationToken);
        }

        var fifth = _gate.EnterAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(fifth.IsCompleted);
        _gate.Leave();

        await fifth;
    }

    private void BeginRequests(int count)
    {
        for (var request = 0; request < count; request++)
        {
            _requests.Begin();
        }
    }

    private void EndRequests(int count)
    {
        for (var request = 0; request < count; request++)
        {
            _requests.End();
        }
    }
}
