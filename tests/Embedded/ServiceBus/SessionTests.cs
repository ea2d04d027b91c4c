using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

public sealed class SessionTests : IDisposable
{
    private readonly Bus _bus = new(new BrokerQueueOptions { RequiresSession = true, LockDuration = TimeSpan.FromSeconds(30), MaxDeliveryCount = 3 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bus.Dispose();

    [Fact]
    public async Task A_message_without_a_session_and_a_receiver_without_one_are_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bus.SendAsync("a"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Bus.NowAsync(_bus.Receiver));
    }

    [Fact]
    public async Task Looking_takes_no_session_and_shows_the_messages_of_all()
    {
        await _bus.SendToAsync("s1", "a");
        await _bus.SendToAsync("s2", "b");

        var seen = await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel);

        Assert.Equal(["a", "b"], seen.Select(message => message.Body.ToString()));
    }

    [Fact]
    public async Task The_next_session_is_one_with_messages_and_without_a_receiver()
    {
        await _bus.SendToAsync("s1", "a", "b");
        await _bus.SendToAsync("s2", "c");

        var first = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);
        var second = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);
        var third = _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);

        Assert.Equal(("s1", "s2"), (first.SessionId, second.SessionId));
        Assert.Equal(["a", "b"], await Bus.BodiesAsync(first));
        Assert.Equal(["c"], await Bus.BodiesAsync(second));
        _bus.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(31));
        Assert.False(third.IsCompleted);
    }

    [Fact]
    public async Task Without_a_session_in_time_the_wait_ends_with_a_timeout()
    {
        var waiting = _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);

        _bus.Time.Advance(TimeSpan.FromMinutes(1));

        var timeout = await Assert.ThrowsAsync<ServiceBusException>(() => waiting);
        Assert.Equal((ServiceBusFailureReason.ServiceTimeout, true), (timeout.Reason, timeout.IsTransient));
    }

    [Fact]
    public async Task A_session_has_one_receiver_until_it_is_closed()
    {
        await _bus.SendToAsync("s1", "a", "b");
        var first = await _bus.Client.AcceptSessionAsync(Bus.Queue, "s1", cancellationToken: Cancel);
        Assert.Equal("a", (await Bus.NowAsync(first))!.Body.ToString());

        var refused = await Assert.ThrowsAsync<ServiceBusException>(() =>
            _bus.Client.AcceptSessionAsync(Bus.Queue, "s1", cancellationToken: Cancel));
        await first.CloseAsync(Cancel);
        var second = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);

        Assert.Equal(ServiceBusFailureReason.SessionCannotBeLocked, refused.Reason);
        Assert.Equal(["a", "b"], await Bus.BodiesAsync(second));
    }

    [Fact]
    public async Task A_session_lock_that_ends_gives_the_session_with_its_messages_to_the_next()
    {
        await _bus.SendToAsync("s1", "a", "b");
        var first = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);
        var held = (await Bus.NowAsync(first))!;

        _bus.Time.Advance(TimeSpan.FromSeconds(20));
        await first.RenewSessionLockAsync(Cancel);
        _bus.Time.Advance(TimeSpan.FromSeconds(29));
        await first.CompleteMessageAsync(held, Cancel);
        held = (await Bus.NowAsync(first))!;
        _bus.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<ServiceBusException>(() => first.CompleteMessageAsync(held, Cancel));
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => Bus.NowAsync(first));
        Assert.Equal(ServiceBusFailureReason.SessionLockLost, lost.Reason);
        var second = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);
        var again = (await Bus.NowAsync(second))!;
        Assert.Equal(("b", 2), (again.Body.ToString(), again.DeliveryCount));
    }

    [Fact]
    public async Task A_receiver_that_holds_a_session_gets_what_arrives_in_it()
    {
        var receiver = await _bus.Client.AcceptSessionAsync(Bus.Queue, "s1", cancellationToken: Cancel);
        var waiting = receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Cancel);

        await _bus.SendToAsync("s2", "other");
        await _bus.SendToAsync("s1", "mine");

        Assert.Equal("mine", (await waiting)!.Body.ToString());
    }

    [Fact]
    public async Task State_stays_with_the_session()
    {
        var first = await _bus.Client.AcceptSessionAsync(Bus.Queue, "s1", cancellationToken: Cancel);
        Assert.Empty((await first.GetSessionStateAsync(Cancel)).ToArray());
        await first.SetSessionStateAsync(new BinaryData("page 7"), Cancel);
        _bus.Restart();

        var second = await _bus.Client.AcceptSessionAsync(Bus.Queue, "s1", cancellationToken: Cancel);

        Assert.Equal("page 7", (await second.GetSessionStateAsync(Cancel)).ToString());
    }

    [Fact]
    public async Task Dead_letters_of_a_session_queue_are_read_without_sessions()
    {
        await _bus.SendToAsync("s1", "a");
        var receiver = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel);

        await receiver.DeadLetterMessageAsync((await Bus.NowAsync(receiver))!, "bad", null, Cancel);

        Assert.Equal("s1", (await Bus.NowAsync(_bus.DeadLetters))!.SessionId);
    }

    [Fact]
    public async Task Sessions_are_in_memory_only_while_they_have_messages_or_a_holder()
    {
        await _bus.SendToAsync("s1", "a");
        await using (var receiver = await _bus.Client.AcceptNextSessionAsync(Bus.Queue, cancellationToken: Cancel))
        {
            await receiver.CompleteMessageAsync((await Bus.NowAsync(receiver))!, Cancel);
            Assert.Equal(1, _bus.Broker.Queue(Bus.Queue).Index.SessionCount);
        }

        Assert.Equal(0, _bus.Broker.Queue(Bus.Queue).Index.SessionCount);
    }
}
