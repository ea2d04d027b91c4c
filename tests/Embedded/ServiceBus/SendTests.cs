using Azure.Core;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

public sealed class SendTests : IDisposable
{
    private readonly Bus _bus = new(new BrokerQueueOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bus.Dispose();

    [Fact]
    public async Task A_queue_that_is_not_declared_is_not_found()
    {
        var send = await Assert.ThrowsAsync<ServiceBusException>(() =>
            _bus.Client.CreateSender("nowhere").SendMessageAsync(new ServiceBusMessage("a"), Cancel));
        var receive = await Assert.ThrowsAsync<ServiceBusException>(() =>
            _bus.Client.CreateReceiver("nowhere").ReceiveMessageAsync(TimeSpan.Zero, Cancel));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, send.Reason);
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, receive.Reason);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_refused_and_one_just_below_is_taken()
    {
        await _bus.Sender.SendMessageAsync(new ServiceBusMessage(new byte[256 * 1024 - 100]), Cancel);

        var refused = await Assert.ThrowsAsync<ServiceBusException>(() =>
            _bus.Sender.SendMessageAsync(new ServiceBusMessage(new byte[256 * 1024]), Cancel));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refused.Reason);
        Assert.Single(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_batch_takes_messages_until_it_is_full()
    {
        using var batch = await _bus.Sender.CreateMessageBatchAsync(Cancel);
        var added = 0;
        while (batch.TryAddMessage(new ServiceBusMessage(new byte[10_000])))
        {
            added++;
        }

        await _bus.Sender.SendMessagesAsync(batch, Cancel);

        Assert.InRange(added, 20, 26);
        Assert.Equal(added, (await _bus.Receiver.PeekMessagesAsync(100, cancellationToken: Cancel)).Count);
    }

    [Fact]
    public async Task A_second_message_with_the_same_id_is_dropped_within_the_window_even_after_a_restart()
    {
        await _bus.Sender.SendMessagesAsync([Bus.Message("a", id: "1"), Bus.Message("b", id: "1"), Bus.Message("c", id: "2")], Cancel);
        var receiver = _bus.Receiver;
        await receiver.CompleteMessageAsync((await Bus.NowAsync(receiver))!, Cancel);
        _bus.Restart();

        await _bus.Sender.SendMessageAsync(Bus.Message("d", id: "1"), Cancel);
        _bus.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        await _bus.Sender.SendMessageAsync(Bus.Message("e", id: "2"), Cancel);

        Assert.Equal(["c"], await Bus.BodiesAsync(_bus.Receiver));
    }

    [Fact]
    public async Task After_the_window_the_id_is_new_again()
    {
        await _bus.Sender.SendMessageAsync(Bus.Message("a", id: "1"), Cancel);

        _bus.Time.Advance(TimeSpan.FromMinutes(10));
        await _bus.Sender.SendMessageAsync(Bus.Message("b", id: "1"), Cancel);

        Assert.Equal(["a", "b"], await Bus.BodiesAsync(_bus.Receiver));
    }

    [Fact]
    public async Task Messages_without_an_id_get_one_each_and_are_no_duplicates()
    {
        await _bus.SendAsync("a", "b");
        _bus.Restart();
        await _bus.SendAsync("c");

        var messages = await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel);
        Assert.Equal(3, messages.Select(m => m.MessageId).Where(id => id.Length > 0).Distinct().Count());
    }

    [Fact]
    public async Task Old_ids_are_forgotten_while_the_queue_is_in_use()
    {
        for (var i = 0; i < 300; i++)
        {
            await _bus.Sender.SendMessageAsync(Bus.Message("x", id: "old" + i), Cancel);
        }

        _bus.Time.Advance(TimeSpan.FromMinutes(11));
        for (var i = 0; i < 300; i++)
        {
            await _bus.Sender.SendMessageAsync(Bus.Message("x", id: "new" + i), Cancel);
        }

        Assert.InRange(
            _bus.Broker.Store.Read(scope =>
            {
                using var row = scope.Prepare("SELECT count(*) FROM bus_message_ids WHERE message_id LIKE 'old%'");
                row.Step();
                return row.Int64(0);
            }),
            0,
            64);
    }

    [Fact]
    public async Task A_scheduled_message_is_enqueued_at_its_moment_under_a_new_number()
    {
        var number = await _bus.Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), _bus.Time.GetUtcNow() + TimeSpan.FromMinutes(5), Cancel);
        await _bus.SendAsync("now");
        Assert.Equal(["now"], await Bus.BodiesAsync(_bus.Receiver));
        _bus.Restart();

        _bus.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("later", await Bus.BodiesAsync(_bus.Receiver));
        _bus.Time.Advance(TimeSpan.FromSeconds(1));
        await _bus.WritesDoneAsync();

        var messages = await _bus.Receiver.ReceiveMessagesAsync(10, TimeSpan.Zero, Cancel);
        var later = Assert.Single(messages, m => m.Body.ToString() == "later");
        Assert.True(later.SequenceNumber > number);
        Assert.Equal(_bus.Time.GetUtcNow(), later.EnqueuedTime);
    }

    [Fact]
    public async Task A_cancelled_schedule_never_comes()
    {
        var number = await _bus.Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), _bus.Time.GetUtcNow() + TimeSpan.FromMinutes(5), Cancel);

        await _bus.Sender.CancelScheduledMessageAsync(number, Cancel);
        _bus.Time.Advance(TimeSpan.FromMinutes(6));

        Assert.Null(await Bus.NowAsync(_bus.Receiver));
        var missing = await Assert.ThrowsAsync<ServiceBusException>(() => _bus.Sender.CancelScheduledMessageAsync(number, Cancel));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, missing.Reason);
    }

    [Fact]
    public void A_real_namespace_is_refused_with_the_setting_to_change()
    {
        var byString = Assert.Throws<NotSupportedException>(() => new ServiceBusClient("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey=k"));
        var byToken = Assert.Throws<NotSupportedException>(() =>
            new ServiceBusClient("x.servicebus.windows.net", DelegatedTokenCredential.Create((_, _) => default)));

        Assert.Contains("EmbeddedStore=", byString.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SharedAccessKey=k", byString.Message, StringComparison.Ordinal);
        Assert.Contains("__fullyQualifiedNamespace", byToken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_declared_twice_needs_the_same_options()
    {
        _bus.Broker.DeclareQueue("twice", new BrokerQueueOptions());
        _bus.Broker.DeclareQueue("TWICE", new BrokerQueueOptions());

        Assert.Throws<InvalidOperationException>(() => _bus.Broker.DeclareQueue("twice", new BrokerQueueOptions { MaxDeliveryCount = 3 }));
    }
}
