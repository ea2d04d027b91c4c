using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

public sealed class PeekLockTests : IDisposable
{
    private readonly Bus _bus = new(new BrokerQueueOptions { LockDuration = TimeSpan.FromSeconds(30), MaxDeliveryCount = 3 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bus.Dispose();

    [Fact]
    public async Task Messages_come_in_the_order_they_were_sent()
    {
        await _bus.SendAsync("a", "b");
        await _bus.SendAsync("c");

        Assert.Equal(["a", "b", "c"], await Bus.BodiesAsync(_bus.Receiver));
    }

    [Fact]
    public async Task A_message_carries_everything_its_sender_set()
    {
        var sent = new ServiceBusMessage("body")
        {
            MessageId = "m1",
            SessionId = "s1",
            PartitionKey = "s1",
            CorrelationId = "c1",
            Subject = "subject",
            ContentType = "application/json",
            ReplyTo = "reply",
            ReplyToSessionId = "rs",
            To = "to",
            TimeToLive = TimeSpan.FromHours(3),
        };
        sent.ApplicationProperties["int"] = 7;
        sent.ApplicationProperties["text"] = "ü";
        sent.ApplicationProperties["when"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        sent.ApplicationProperties["amount"] = 12.50m;
        await _bus.Sender.SendMessageAsync(sent, Cancel);
        _bus.Restart();

        var got = await Bus.NowAsync(_bus.Receiver);

        Assert.NotNull(got);
        Assert.Equal(
            ("body", "m1", "s1", "s1", "c1", "subject", "application/json"),
            (got.Body.ToString(), got.MessageId, got.SessionId, got.PartitionKey, got.CorrelationId, got.Subject, got.ContentType));
        Assert.Equal(("reply", "rs", "to", TimeSpan.FromHours(3)), (got.ReplyTo, got.ReplyToSessionId, got.To, got.TimeToLive));
        Assert.Equal(sent.ApplicationProperties.OrderBy(p => p.Key), got.ApplicationProperties.OrderBy(p => p.Key));
        Assert.Equal(1, got.DeliveryCount);
        Assert.Equal(_bus.Time.GetUtcNow() + TimeSpan.FromSeconds(30), got.LockedUntil);
    }

    [Fact]
    public async Task A_locked_message_is_nobody_elses()
    {
        await _bus.SendAsync("a");

        Assert.NotNull(await Bus.NowAsync(_bus.Receiver));
        Assert.Null(await Bus.NowAsync(_bus.Receiver));
    }

    [Fact]
    public async Task A_completed_message_never_comes_back()
    {
        await _bus.SendAsync("a");
        var receiver = _bus.Receiver;

        await receiver.CompleteMessageAsync((await Bus.NowAsync(receiver))!, Cancel);

        _bus.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await Bus.NowAsync(_bus.Receiver));
        _bus.Restart();
        Assert.Null(await Bus.NowAsync(_bus.Receiver));
        Assert.Empty(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_lock_that_ends_gives_the_message_to_the_next_and_refuses_the_first()
    {
        await _bus.SendAsync("a", "b");
        var receiver = _bus.Receiver;
        var first = (await Bus.NowAsync(receiver))!;

        _bus.Time.Advance(TimeSpan.FromSeconds(30));
        var again = (await Bus.NowAsync(receiver))!;

        Assert.Equal(("a", 2), (again.Body.ToString(), again.DeliveryCount));
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(first, Cancel));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, lost.Reason);
        await receiver.CompleteMessageAsync(again, Cancel);
    }

    [Fact]
    public async Task A_renewed_lock_lasts_its_duration_from_the_renewal()
    {
        await _bus.SendAsync("a");
        var receiver = _bus.Receiver;
        var message = (await Bus.NowAsync(receiver))!;

        _bus.Time.Advance(TimeSpan.FromSeconds(20));
        await receiver.RenewMessageLockAsync(message, Cancel);
        Assert.Equal(_bus.Time.GetUtcNow() + TimeSpan.FromSeconds(30), message.LockedUntil);
        _bus.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(await Bus.NowAsync(receiver));

        await receiver.CompleteMessageAsync(message, Cancel);
    }

    [Fact]
    public async Task An_abandoned_message_comes_back_at_once_in_its_place_with_its_new_properties()
    {
        await _bus.SendAsync("a", "b", "c");
        var receiver = _bus.Receiver;
        var a = (await Bus.NowAsync(receiver))!;
        var b = (await Bus.NowAsync(receiver))!;

        await receiver.AbandonMessageAsync(b, null, Cancel);
        await receiver.AbandonMessageAsync(a, new Dictionary<string, object> { ["tried"] = true }, Cancel);

        var again = (await Bus.NowAsync(receiver))!;
        Assert.Equal(("a", 2, true), (again.Body.ToString(), again.DeliveryCount, again.ApplicationProperties["tried"]));
        Assert.Equal(["b", "c"], await Bus.BodiesAsync(receiver));
    }

    [Fact]
    public async Task A_message_handed_out_too_often_is_dead_lettered_with_the_reason()
    {
        await _bus.SendAsync("a");
        var receiver = _bus.Receiver;
        for (var i = 0; i < 2; i++)
        {
            await receiver.AbandonMessageAsync((await Bus.NowAsync(receiver))!, null, Cancel);
        }

        // The third delivery ends by its lock.
        Assert.NotNull(await Bus.NowAsync(receiver));
        _bus.Time.Advance(TimeSpan.FromSeconds(30));
        await _bus.WritesDoneAsync();

        Assert.Null(await Bus.NowAsync(receiver));
        var dead = (await Bus.NowAsync(_bus.DeadLetters))!;
        Assert.Equal(("a", "MaxDeliveryCountExceeded"), (dead.Body.ToString(), dead.DeadLetterReason));
    }

    [Fact]
    public async Task A_dead_letter_has_its_reason_and_is_sent_again_without_it()
    {
        await _bus.SendAsync("a");
        var receiver = _bus.Receiver;
        await receiver.DeadLetterMessageAsync((await Bus.NowAsync(receiver))!, "bad", "very bad", Cancel);
        _bus.Restart();

        var peeked = (await _bus.DeadLetters.PeekMessageAsync(cancellationToken: Cancel))!;
        Assert.Equal(("a", "bad", "very bad"), (peeked.Body.ToString(), peeked.DeadLetterReason, peeked.DeadLetterErrorDescription));
        var dead = (await Bus.NowAsync(_bus.DeadLetters))!;
        await _bus.Sender.SendMessageAsync(new ServiceBusMessage(dead), Cancel);
        await _bus.DeadLetters.CompleteMessageAsync(dead, Cancel);

        Assert.Null(await Bus.NowAsync(_bus.DeadLetters));
        var again = (await Bus.NowAsync(_bus.Receiver))!;
        Assert.Equal(("a", null), (again.Body.ToString(), again.DeadLetterReason));
        Assert.Empty(again.ApplicationProperties);
    }

    [Fact]
    public async Task A_deferred_message_is_received_by_its_number_only_and_stays_deferred_when_abandoned()
    {
        await _bus.SendAsync("a", "b");
        var receiver = _bus.Receiver;
        var a = (await Bus.NowAsync(receiver))!;
        await receiver.DeferMessageAsync(a, null, Cancel);
        _bus.Restart();
        receiver = _bus.Receiver;

        Assert.Equal(["b"], await Bus.BodiesAsync(receiver));
        var deferred = (await receiver.ReceiveDeferredMessageAsync(a.SequenceNumber, Cancel))!;
        Assert.Equal(("a", ServiceBusMessageState.Deferred), (deferred.Body.ToString(), deferred.State));
        await receiver.AbandonMessageAsync(deferred, null, Cancel);
        Assert.Null(await Bus.NowAsync(receiver));
        deferred = (await receiver.ReceiveDeferredMessageAsync(a.SequenceNumber, Cancel))!;
        await receiver.CompleteMessageAsync(deferred, Cancel);
        var missing = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.ReceiveDeferredMessageAsync(a.SequenceNumber, Cancel));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, missing.Reason);
    }

    [Fact]
    public async Task Receive_and_delete_removes_the_message()
    {
        await _bus.SendAsync("a");
        var receiver = _bus.Client.CreateReceiver(
            Bus.Queue, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        var message = (await Bus.NowAsync(receiver))!;

        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.CompleteMessageAsync(message, Cancel));
        _bus.Restart();
        Assert.Empty(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Peek_shows_every_state_and_goes_on_where_it_stopped()
    {
        await _bus.SendAsync("a", "b", "c");
        var receiver = _bus.Receiver;
        await receiver.DeferMessageAsync((await Bus.NowAsync(receiver))!, null, Cancel);
        Assert.NotNull(await Bus.NowAsync(receiver));

        var first = await receiver.PeekMessagesAsync(2, cancellationToken: Cancel);
        var rest = await receiver.PeekMessagesAsync(2, cancellationToken: Cancel);

        Assert.Equal([("a", ServiceBusMessageState.Deferred), ("b", ServiceBusMessageState.Active)], first.Select(m => (m.Body.ToString(), m.State)));
        Assert.Equal(["c"], rest.Select(m => m.Body.ToString()));
    }

    [Fact]
    public async Task A_receive_waits_for_the_message_and_gives_up_in_time()
    {
        var receiver = _bus.Receiver;
        var waiting = receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Cancel);
        Assert.False(waiting.IsCompleted);
        await _bus.SendAsync("a");
        Assert.Equal("a", (await waiting)!.Body.ToString());

        var patient = receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Cancel);
        _bus.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await patient);
    }

    [Fact]
    public async Task A_cancelled_receive_takes_no_message_with_it()
    {
        using var cancelled = new CancellationTokenSource();
        var first = _bus.Receiver.ReceiveMessageAsync(TimeSpan.FromHours(1), cancelled.Token);
        var second = _bus.Receiver.ReceiveMessageAsync(TimeSpan.FromHours(1), Cancel);

        await cancelled.CancelAsync();
        await _bus.SendAsync("a");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("a", (await second)!.Body.ToString());
    }

    [Fact]
    public async Task A_message_past_its_life_is_not_handed_out()
    {
        await _bus.Sender.SendMessageAsync(new ServiceBusMessage("old") { TimeToLive = TimeSpan.FromMinutes(1) }, Cancel);
        await _bus.SendAsync("young");

        _bus.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["young"], await Bus.BodiesAsync(_bus.Receiver));
        await _bus.WritesDoneAsync();
        Assert.Single(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
    }
}
