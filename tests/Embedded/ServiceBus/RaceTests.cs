using System.Collections.Concurrent;
using EmbeddedFunctions.ServiceBus;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

public sealed class RaceTests
{
    private const int SenderCount = 8;
    private const int PerSender = 150;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_senders_and_receivers_settle_each_message_once()
    {
        using var bus = new Bus(new BrokerQueueOptions { MaxDeliveryCount = 100 }, TimeProvider.System);
        var completed = new ConcurrentBag<string>();

        var receivers = Enumerable.Range(0, 6).Select(number => Task.Run(async () =>
        {
            var receiver = bus.Receiver;
            var random = new Random(number);
            while (completed.Count < SenderCount * PerSender)
            {
                foreach (var message in await receiver.ReceiveMessagesAsync(1 + random.Next(4), TimeSpan.FromMilliseconds(20), Cancel))
                {
                    if (random.Next(5) == 0)
                    {
                        await receiver.AbandonMessageAsync(message, null, Cancel);
                    }
                    else
                    {
                        await receiver.CompleteMessageAsync(message, Cancel);
                        completed.Add(message.Body.ToString());
                    }
                }
            }
        }, Cancel)).ToArray();
        await Task.WhenAll(Send(bus, (sender, i) => Bus.Message($"{sender}-{i}")));
        await Task.WhenAll(receivers);

        Assert.Equal(SenderCount * PerSender, completed.Distinct().Count());
        Assert.Equal(SenderCount * PerSender, completed.Count);
        Assert.Empty(await bus.Receiver.PeekMessagesAsync(1, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_session_is_handled_by_one_at_a_time_and_in_order_whatever_fails()
    {
        using var bus = new Bus(new BrokerQueueOptions { RequiresSession = true, MaxDeliveryCount = 1_000 }, TimeProvider.System);
        var running = new ConcurrentDictionary<string, int>();
        var handled = new ConcurrentDictionary<string, List<int>>();
        var overlaps = 0;
        var random = new Random(7);

        var pump = QueuePump.Start(bus.Broker, Bus.Queue, new QueuePumpOptions { BatchSizeMax = 3 }, async (delivery, _) =>
        {
            var session = delivery.Messages[0].SessionId!;
            Interlocked.Add(ref overlaps, running.AddOrUpdate(session, 1, (_, n) => n + 1) - 1);
            await Task.Yield();
            bool fails;
            lock (random)
            {
                fails = random.Next(6) == 0;
            }

            if (!fails)
            {
                Assert.All(delivery.Messages, message => Assert.Equal(session, message.SessionId));
                handled.GetOrAdd(session, _ => []).AddRange(delivery.Messages.Select(message => int.Parse(message.Body.ToString(), null)));
            }

            running.AddOrUpdate(session, 0, (_, n) => n - 1);
            if (fails)
            {
                throw new InvalidOperationException("again");
            }
        });
        await Task.WhenAll(Send(bus, (sender, i) => Bus.Message($"{i}", session: $"s{sender}")));
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);

        Assert.Equal(0, overlaps);
        Assert.Equal(SenderCount, handled.Count);
        Assert.All(handled.Values, numbers => Assert.Equal(Enumerable.Range(0, PerSender), numbers));
        Assert.Equal(0, bus.Broker.Queue(Bus.Queue).Index.SessionCount);
    }

    [Fact]
    public async Task The_same_id_sent_by_many_at_once_is_kept_once()
    {
        using var bus = new Bus(new BrokerQueueOptions { DuplicateDetectionWindow = TimeSpan.FromMinutes(1) });

        await Task.WhenAll(Send(bus, (_, i) => Bus.Message("x", id: $"{i}")));

        var peeked = await bus.Receiver.PeekMessagesAsync(10_000, cancellationToken: Cancel);
        Assert.Equal(Enumerable.Range(0, PerSender), peeked.Select(message => int.Parse(message.MessageId, null)).Order());
    }

    [Fact]
    public async Task Idle_is_never_said_while_a_message_is_acknowledged_and_unhandled()
    {
        using var bus = new Bus(new BrokerQueueOptions(), TimeProvider.System);
        var handled = 0;
        var pump = QueuePump.Start(bus.Broker, Bus.Queue, new QueuePumpOptions(), async (_, _) =>
        {
            await Task.Yield();
            Interlocked.Increment(ref handled);
        });

        for (var sent = 1; sent <= 300; sent++)
        {
            await bus.SendAsync("x");
            await pump.WhenIdleAsync(Cancel);
            Assert.Equal(sent, Volatile.Read(ref handled));
        }

        await pump.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_pump_stopped_at_its_deadline_hands_out_nothing_again()
    {
        for (var round = 0; round < 100; round++)
        {
            using var bus = new Bus(new BrokerQueueOptions { MaxDeliveryCount = 100 });
            var given = new ConcurrentQueue<int>();
            var started = new SemaphoreSlim(0);
            await bus.SendAsync("a");
            var pump = QueuePump.Start(bus.Broker, Bus.Queue, new QueuePumpOptions(), async (delivery, _) =>
            {
                given.Enqueue(delivery.Messages[0].DeliveryCount);
                started.Release();
                await new TaskCompletionSource().Task;
            });
            await started.WaitAsync(Cancel);

            await pump.StopAsync(new CancellationToken(canceled: true));

            Assert.NotNull(await Bus.NowAsync(bus.Receiver));
            Assert.Equal([1], given);
        }
    }

    private static IEnumerable<Task> Send(Bus bus, Func<int, int, Azure.Messaging.ServiceBus.ServiceBusMessage> message) =>
        Enumerable.Range(0, SenderCount).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < PerSender; i++)
            {
                await bus.Sender.SendMessageAsync(message(sender, i), Cancel);
            }
        }, Cancel));
}
