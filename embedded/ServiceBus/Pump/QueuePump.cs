using System.Collections.Concurrent;
using EmbeddedFunctions.Store;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// Runs a handler for the messages of a queue. A handler that succeeds completes its messages; one that throws gives them back,
/// and past the queue's delivery limit they become dead letters. Locks are renewed while a handler runs.
/// </summary>
/// <remarks>
/// On a queue with sessions each delivery holds its session alone, and then the session goes to the end of the line:
/// no session waits for another to run empty. The next delivery of a session may begin while the completion of the one before
/// is on its way to disk; a kill in between repeats both, in order.
/// </remarks>
public sealed class QueuePump
{
    /// <summary>With this many completions on their way to disk a worker waits for its own, so a fast handler can't outrun the disk.</summary>
    private const int UnwrittenMax = 512;

    private readonly EmbeddedStore _store;
    private readonly BrokerQueue _queue;
    private readonly QueuePumpOptions _options;
    private readonly Func<PumpDelivery, CancellationToken, Task> _handler;
    private readonly ServiceBusMessageActions _actions;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly ConcurrentDictionary<Work, bool> _running = new();
    private readonly Lock _taking = new();
    private readonly Task _workers;
    private bool _takesNoMore;

    private QueuePump(
        ServiceBusBroker broker, string queueName, QueuePumpOptions options, Func<PumpDelivery, CancellationToken, Task> handler)
    {
        _store = broker.Store;
        _queue = broker.Queue(queueName);
        _options = options;
        _handler = handler;
        _actions = new ServiceBusMessageActions(_queue);
        var workers = _queue.Options.RequiresSession ? options.MaxConcurrentSessions : options.MaxConcurrentCalls;
        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>
    /// Whether nothing is deliverable now and nothing is in work. A send acknowledged before the question is seen;
    /// messages scheduled for later do not count.
    /// </summary>
    public bool IsIdle => _queue.Index.IsIdle;

    /// <summary>Begins to take messages.</summary>
    /// <param name="broker">The broker, with the queue declared.</param>
    /// <param name="queueName">The queue.</param>
    /// <param name="options">Concurrency and batching.</param>
    /// <param name="handler">Its token is cancelled when the drain's time is up. What it throws is its own to report.</param>
    /// <exception cref="Azure.Messaging.ServiceBus.ServiceBusException">MessagingEntityNotFound.</exception>
    public static QueuePump Start(
        ServiceBusBroker broker, string queueName, QueuePumpOptions options, Func<PumpDelivery, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        options.Check(queueName);
        return new QueuePump(broker, queueName, options, handler);
    }

    /// <summary>Ends as soon as <see cref="IsIdle"/>; at once when it is so.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken) => _queue.Index.WhenIdle().WaitAsync(cancellationToken);

    /// <summary>
    /// Takes nothing more and lets running handlers end. When <paramref name="deadline"/> is cancelled, handlers still running
    /// are cancelled and their messages given back.
    /// </summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        lock (_taking)
        {
            _takesNoMore = true;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await _workers.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            foreach (var work in _running.Keys)
            {
                GiveBack(work);
            }
        }

        // Writes are done in order: once this empty one is on disk, every completion before it is.
        await _store.WriteAsync(static _ => true, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (TakeNext() is { } work)
            {
                await RunAsync(work).ConfigureAwait(false);
                continue;
            }

            try
            {
                await _queue.WaitAsync(null, Timeout.InfiniteTimeSpan, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <remarks>
    /// Whether it still takes is asked in the same step that takes and puts on record what is running: a worker that had asked before
    /// could take, after the stop's deadline, what the stop has just given back.
    /// </remarks>
    private Work? TakeNext()
    {
        lock (_taking)
        {
            var work = _takesNoMore ? null : Take();
            if (work is not null)
            {
                _running.TryAdd(work, true);
            }

            return work;
        }
    }

    private Work? Take()
    {
        var renewFor = _options.MaxAutoLockRenewalDuration;
        if (_queue.Options.RequiresSession)
        {
            return _queue.Index.TakeSession(_options.BatchSizeMax, renewFor) is var (session, ofSession) ? new Work(ofSession, session) : null;
        }

        var taken = _queue.Index.Take(_options.BatchSizeMax, null, renewFor, forHandler: true);
        return taken.Count == 0 ? null : new Work(taken, null);
    }

    private async Task RunAsync(Work work)
    {
        var completion = Task.CompletedTask;
        try
        {
            var messages = _queue.Deliver(work.Taken);
            if (messages.Count > 0)
            {
                var sessionActions = work.Session is null ? null : new ServiceBusSessionMessageActions(_queue, work.Session);
                await _handler(new PumpDelivery(messages, _actions, sessionActions), _giveUp.Token).ConfigureAwait(false);
            }

            completion = Succeed(work);
        }
        catch (Exception)
        {
            // Whatever the handler threw, its messages are due again; reporting it is the handler's part.
            GiveBack(work);
        }
        finally
        {
            _running.TryRemove(work, out _);
            _queue.Index.EndHandler();
        }

        await SettledAsync(completion).ConfigureAwait(false);
    }

    private Task Succeed(Work work)
    {
        if (_options.AutoComplete)
        {
            var completion = _queue.CompleteHeldAsync(work.Tokens);
            Release(work);
            return completion;
        }

        // What the handler did not settle stays locked until the lock's own end.
        _queue.Index.StopRenewing(work.Taken.Select(held => held.Holder));
        if (work.Session is { InFlight.Count: 0 })
        {
            Release(work);
        }

        return Task.CompletedTask;
    }

    private void GiveBack(Work work)
    {
        _queue.Index.GiveBack(_queue.Index.BeginSettleHeld(work.Tokens));
        Release(work);
    }

    private void Release(Work work)
    {
        if (work.Session is { } session)
        {
            _queue.ReleaseSession(session);
        }
    }

    private async Task SettledAsync(Task completion)
    {
        try
        {
            if (completion.IsCompleted || _queue.Index.SettlingCount > UnwrittenMax)
            {
                await completion.ConfigureAwait(false);
            }
            else
            {
                _ = completion.ContinueWith(
                    static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The completion is not on disk, so the message is handed out again.
        }
    }

    /// <summary>What one handler has in hand.</summary>
    private sealed class Work(List<MessageLock> taken, SessionLock? session)
    {
        public List<MessageLock> Taken { get; } = taken;

        public SessionLock? Session { get; } = session;

        public IEnumerable<Guid> Tokens => Taken.Select(held => held.Token);
    }
}
