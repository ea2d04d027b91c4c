using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using Xunit;

namespace StockFlow.Tests.Embedded.ServiceBus;

public sealed class QueuePumpTests : IDisposable
{
    private readonly Bus _bus = new(new BrokerQueueOptions { LockDuration = TimeSpan.FromSeconds(30), MaxDeliveryCount = 3 });
    private readonly ConcurrentQueue<string> _handled = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bus.Dispose();

    [Fact]
    public async Task A_handler_that_succeeds_completes_its_messages()
    {
        await _bus.SendAsync("a", "b", "c");

        var pump = Start(new QueuePumpOptions(), Handled);
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);
        _bus.Restart();

        Assert.Equal(["a", "b", "c"], _handled.Order());
        Assert.Empty(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_handler_that_throws_gets_the_message_again_until_it_is_a_dead_letter()
    {
        await _bus.SendAsync("bad", "good");

        var pump = Start(new QueuePumpOptions { MaxConcurrentCalls = 1 }, (delivery, _) =>
        {
            _handled.Enqueue(delivery.Messages[0].Body + "#" + delivery.Messages[0].DeliveryCount);
            return delivery.Messages[0].Body.ToString() == "bad" ? throw new InvalidOperationException("no") : Task.CompletedTask;
        });
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);

        Assert.Equal(["bad#1", "bad#2", "bad#3", "good#1"], _handled);
        var dead = (await Bus.NowAsync(_bus.DeadLetters))!;
        Assert.Equal(("bad", "MaxDeliveryCountExceeded"), (dead.Body.ToString(), dead.DeadLetterReason));
    }

    [Fact]
    public async Task A_batch_takes_what_waits_up_to_its_size()
    {
        await _bus.SendAsync("1", "2", "3", "4", "5");

        var pump = Start(new QueuePumpOptions { BatchSizeMax = 3, MaxConcurrentCalls = 1 }, Handled);
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);

        Assert.Equal(["1,2,3", "4,5"], _handled);
    }

    [Fact]
    public async Task What_a_handler_settled_itself_is_left_alone_and_the_rest_of_the_batch_completed()
    {
        await _bus.SendAsync("dead", "deferred", "rest");

        var pump = Start(new QueuePumpOptions { BatchSizeMax = 10, MaxConcurrentCalls = 1 }, async (delivery, _) =>
        {
            await delivery.Actions.DeadLetterMessageAsync(delivery.Messages[0], deadLetterReason: "mine", cancellationToken: Cancel);
            await delivery.Actions.DeferMessageAsync(delivery.Messages[1], cancellationToken: Cancel);
        });
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);

        Assert.Equal("mine", (await Bus.NowAsync(_bus.DeadLetters))!.DeadLetterReason);
        var left = Assert.Single(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
        Assert.Equal(("deferred", ServiceBusMessageState.Deferred), (left.Body.ToString(), left.State));
    }

    [Fact]
    public async Task Without_auto_complete_an_unsettled_message_comes_back_when_its_lock_ends()
    {
        await _bus.SendAsync("a");
        var ran = new SemaphoreSlim(0);
        var pump = Start(new QueuePumpOptions { AutoComplete = false }, (_, _) =>
        {
            ran.Release();
            return Task.CompletedTask;
        });
        await ran.WaitAsync(Cancel);
        await pump.StopAsync(Cancel);

        _bus.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(await Bus.NowAsync(_bus.Receiver));
        Assert.False(pump.IsIdle);
        _bus.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await Bus.NowAsync(_bus.Receiver))!.DeliveryCount);
    }

    [Fact]
    public async Task Locks_are_renewed_while_the_handler_runs_and_no_longer_than_allowed()
    {
        await _bus.SendAsync("a");
        var started = new SemaphoreSlim(0);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var pump = Start(new QueuePumpOptions { MaxAutoLockRenewalDuration = TimeSpan.FromMinutes(2), MaxConcurrentCalls = 2 }, async (_, _) =>
        {
            started.Release();
            await finish.Task;
        });
        await started.WaitAsync(Cancel);
        _bus.Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, started.CurrentCount);
        _bus.Time.Advance(TimeSpan.FromSeconds(31));

        // The lock has ended: the second worker has the message now.
        await started.WaitAsync(Cancel);
        finish.SetResult();
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);
    }

    [Fact]
    public async Task Stop_lets_the_running_handler_end_and_takes_nothing_more()
    {
        await _bus.SendAsync("a", "b");
        var started = new SemaphoreSlim(0);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = Start(new QueuePumpOptions { MaxConcurrentCalls = 1 }, async (delivery, _) =>
        {
            _handled.Enqueue(delivery.Messages[0].Body.ToString());
            started.Release();
            await finish.Task;
        });
        await started.WaitAsync(Cancel);

        var stopped = pump.StopAsync(Cancel);
        Assert.False(stopped.IsCompleted);
        finish.SetResult();
        await stopped;

        Assert.Equal(["a"], _handled);
        Assert.Equal(["b"], await Bus.BodiesAsync(_bus.Receiver));
    }

    [Fact]
    public async Task At_the_deadline_the_handler_is_cancelled_and_its_message_given_back()
    {
        await _bus.SendAsync("a");
        var started = new SemaphoreSlim(0);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = Start(new QueuePumpOptions(), async (_, token) =>
        {
            using var _1 = token.Register(() => cancelled.TrySetResult());
            started.Release();
            await new TaskCompletionSource().Task;
        });
        await started.WaitAsync(Cancel);

        using var deadline = new CancellationTokenSource();
        var stopped = pump.StopAsync(deadline.Token);
        await deadline.CancelAsync();
        await stopped;
        await cancelled.Task;

        var again = (await Bus.NowAsync(_bus.Receiver))!;
        Assert.Equal(("a", 2), (again.Body.ToString(), again.DeliveryCount));
    }

    [Fact]
    public async Task A_queue_is_idle_only_when_nothing_is_deliverable_or_in_work_but_the_future_does_not_count()
    {
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = Start(new QueuePumpOptions(), (_, _) => finish.Task);
        await _bus.Sender.ScheduleMessageAsync(new ServiceBusMessage("later"), _bus.Time.GetUtcNow() + TimeSpan.FromHours(1), Cancel);
        Assert.True(pump.IsIdle);

        await _bus.SendAsync("a");
        Assert.False(pump.IsIdle);
        var idle = pump.WhenIdleAsync(Cancel);
        Assert.False(idle.IsCompleted);
        finish.SetResult();
        await idle;
        Assert.True(pump.IsIdle);

        _bus.Time.Advance(TimeSpan.FromHours(1));
        await pump.WhenIdleAsync(Cancel);
        await pump.StopAsync(Cancel);
        Assert.Empty(await _bus.Receiver.PeekMessagesAsync(10, cancellationToken: Cancel));
    }

    private QueuePump Start(QueuePumpOptions options, Func<PumpDelivery, CancellationToken, Task> handler) =>
        QueuePump.Start(_bus.Broker, Bus.Queue, options, handler);

    private Task Handled(PumpDelivery delivery, CancellationToken cancellationToken)
    {
        _handled.Enqueue(string.Join(',', delivery.Messages.Select(m => m.Body)));
        return Task.CompletedTask;
    }
}
