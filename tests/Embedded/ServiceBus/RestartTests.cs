using EmbeddedFunctions.ServiceBus;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

public sealed class RestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_there_in_order_and_nothing_completed_is()
    {
        using var bus = new Bus();
        for (var i = 0; i < 30; i++)
        {
            // Several pages of the load, and batches as well as single messages.
            await bus.SendAsync([.. Enumerable.Range(i * 100, 100).Select(n => $"{n}")]);
        }

        var receiver = bus.Receiver;
        foreach (var message in await receiver.ReceiveMessagesAsync(700, TimeSpan.Zero, Cancel))
        {
            if (message.SequenceNumber % 2 == 0)
            {
                await receiver.CompleteMessageAsync(message, Cancel);
            }
        }

        var left = (await bus.Receiver.PeekMessagesAsync(10_000, cancellationToken: Cancel)).Select(m => m.Body.ToString()).ToArray();
        bus.Restart();

        Assert.Equal(2_650, left.Length);
        Assert.Equal(left, await Bus.BodiesAsync(bus.Receiver, 10_000));
    }

    [Fact]
    public async Task Delivery_counts_survive_and_a_message_that_ends_every_process_becomes_a_dead_letter()
    {
        using var bus = new Bus(new BrokerQueueOptions { MaxDeliveryCount = 3 });
        await bus.SendAsync("poison");

        for (var count = 1; count <= 3; count++)
        {
            Assert.Equal(count, (await Bus.NowAsync(bus.Receiver))!.DeliveryCount);
            bus.Restart();
        }

        await bus.WritesDoneAsync();
        Assert.Null(await Bus.NowAsync(bus.Receiver));
        Assert.Equal("MaxDeliveryCountExceeded", (await Bus.NowAsync(bus.DeadLetters))!.DeadLetterReason);
    }

    [Fact]
    public async Task A_lock_of_the_process_before_settles_nothing()
    {
        using var bus = new Bus();
        await bus.SendAsync("a");
        var before = (await Bus.NowAsync(bus.Receiver))!;
        bus.Restart();
        var after = (await Bus.NowAsync(bus.Receiver))!;

        await Assert.ThrowsAsync<Azure.Messaging.ServiceBus.ServiceBusException>(() => bus.Receiver.CompleteMessageAsync(before, Cancel));
        await bus.Receiver.CompleteMessageAsync(after, Cancel);
    }

    [Fact]
    public async Task Numbers_are_never_used_twice()
    {
        using var bus = new Bus();
        await bus.SendAsync("a");
        var receiver = bus.Receiver;
        var first = (await Bus.NowAsync(receiver))!;
        await receiver.CompleteMessageAsync(first, Cancel);
        bus.Restart();

        await bus.SendAsync("b");

        Assert.True((await Bus.NowAsync(bus.Receiver))!.SequenceNumber > first.SequenceNumber);
    }

    [Fact]
    public async Task Two_queues_keep_their_messages_apart()
    {
        using var bus = new Bus();
        bus.Broker.DeclareQueue("other", new BrokerQueueOptions());
        await bus.SendAsync("mine");
        await bus.Client.CreateSender("other").SendMessageAsync(Bus.Message("theirs"), Cancel);
        bus.Restart();
        bus.Broker.DeclareQueue("other", new BrokerQueueOptions());

        Assert.Equal(["mine"], await Bus.BodiesAsync(bus.Receiver));
        Assert.Equal(["theirs"], await Bus.BodiesAsync(bus.Client.CreateReceiver("other")));
        Assert.Empty(await bus.DeadLetters.PeekMessagesAsync(10, cancellationToken: Cancel));
    }
}
