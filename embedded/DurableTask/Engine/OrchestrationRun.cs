using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// One orchestrator's code, paused between episodes in memory. It is its own synchronization context: everything after an
/// await runs inside <see cref="Begin"/> or <see cref="Tell"/>, on the thread of their caller, or the orchestration fails.
/// </summary>
internal sealed class OrchestrationRun : SynchronizationContext
{
    private const string IllegalAwait =
        "The orchestrator awaited something that is not a durable task of its context, or left its thread with ConfigureAwait(false) "
        + "or Task.Run. Do such work in an activity.";

    [ThreadStatic]
    private static OrchestrationRun? _current;

    private readonly Func<TaskOrchestrationContext, Task<object?>> _orchestrator;
    private readonly RunContext _context;
    private readonly DataConverter _converter;
    private readonly Action<OrchestrationRun> _leftItsThread;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly Dictionary<int, OpenTask> _open = [];
    private Task<object?>? _task;
    private int _nextTaskId;
    private int _illegal;

    /// <param name="row">The instance as stored.</param>
    /// <param name="orchestrator">The app's code.</param>
    /// <param name="options">Converter and loggers.</param>
    /// <param name="leftItsThread">Called, on any thread, when the code turns out to run outside an episode.</param>
    public OrchestrationRun(
        InstanceRow row,
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        DurableEngineOptions options,
        Action<OrchestrationRun> leftItsThread)
    {
        _orchestrator = orchestrator;
        _converter = options.DataConverter;
        _leftItsThread = leftItsThread;
        _context = new RunContext(this, row, options);
    }

    public ExternalEvents Events { get; } = new();

    /// <summary>What the code did since <see cref="Begin"/>.</summary>
    public List<HistoryEvent> Actions { get; private set; } = [];

    public bool IsReplaying { get; private set; }

    /// <summary>The orchestration's time, UTC; never goes back.</summary>
    public long NowTicks { get; private set; }

    /// <summary>The custom status as last set; null if it never was or was cleared.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>The timers still waited for: their positions and due times.</summary>
    public IEnumerable<(int TaskId, long DueTicks)> OpenTimers =>
        _open.Values.Where(open => open.DueTicks > 0).Select(open => (open.TaskId, open.DueTicks));

    /// <summary>Whether the code has run outside an episode.</summary>
    public bool IsIllegal => Volatile.Read(ref _illegal) != 0;

    /// <summary>Brings the code to where its history ends.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code does something else than its history says.</exception>
    public void Replay(List<HistoryRow> history)
    {
        foreach (var row in history)
        {
            Begin(row.Ticks, isReplaying: true);
            foreach (var item in row.Events)
            {
                if (item.Kind < EventKind.ActivityScheduled)
                {
                    Tell(item);
                }
            }

            Verify(row.Events);
        }
    }

    /// <summary>Begins an episode at a time of its own.</summary>
    public void Begin(long nowTicks, bool isReplaying)
    {
        NowTicks = Math.Max(NowTicks, nowTicks);
        IsReplaying = isReplaying;
        Actions = [];
    }

    /// <summary>Tells the code what happened, and lets it run until it waits again.</summary>
    /// <returns>False if it made no difference, such as the result of a call that is no longer open.</returns>
    public bool Tell(HistoryEvent item)
    {
        switch (item.Kind)
        {
            case EventKind.Started:
                if (_task is not null)
                {
                    return false;
                }

                Run(() => _task = InvokeAsync());
                return true;
            case EventKind.EventRaised:
                Run(() => Events.Raise(item.Name!, item.Payload));
                return true;
            default:
                if (!_open.Remove(item.TaskId, out var open))
                {
                    return false;
                }

                Run(() => open.Finish(item));
                return true;
        }
    }

    /// <summary>How it ended, if it did.</summary>
    /// <param name="next">Set if it starts over; the result is null then.</param>
    /// <returns>Null while it waits, or starts over.</returns>
    public Completion? Outcome(out NextRun? next)
    {
        next = null;
        if (IsIllegal)
        {
            return Completion.Failed(new InvalidOperationException(IllegalAwait));
        }

        if (_task is null)
        {
            return null;
        }

        if (!_task.IsCompleted)
        {
            var waits = _open.Count > 0 || Events.WaitCount > 0;
            return waits ? null : Completion.Failed(new InvalidOperationException(IllegalAwait));
        }

        if (_task.IsFaulted || _task.IsCanceled)
        {
            return Completion.Failed(_task.Exception?.InnerException ?? new TaskCanceledException(_task));
        }

        next = _context.NextRun;
        if (next is not null)
        {
            return null;
        }

        try
        {
            return new Completion(OrchestrationRuntimeStatus.Completed, _converter.Serialize(_task.Result), null);
        }
        catch (Exception e) when (e is NotSupportedException or System.Text.Json.JsonException)
        {
            return Completion.Failed(e);
        }
    }

    /// <summary>Serializes the custom status if the code has set it since the last time.</summary>
    /// <returns>Whether it is another than before.</returns>
    public bool TakeCustomStatus()
    {
        if (!_context.TryTakeCustomStatus(out var status) || status == CustomStatus)
        {
            return false;
        }

        CustomStatus = status;
        return true;
    }

    /// <summary>Throws unless the orchestrator's own code calls, in its episode.</summary>
    public void EnsureLegalAccess()
    {
        if (_current != this)
        {
            ReportIllegal();
            throw new InvalidOperationException(IllegalAwait);
        }
    }

    /// <summary>Notes an action that is answered later.</summary>
    public Task<string?> Call(EventKind kind, string name, string? payload, string? target)
    {
        var open = new OpenTask(name, _nextTaskId);
        Do(new HistoryEvent(kind, _nextTaskId++, name, payload, target));
        _open.Add(open.TaskId, open);
        return open.Task;
    }

    /// <summary>Notes an action without an answer.</summary>
    public void Send(string target, string name, string? payload) =>
        Do(new HistoryEvent(EventKind.EventSent, _nextTaskId++, name, payload, target));

    public Task CreateTimer(long dueTicks, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var open = new OpenTask("timer", _nextTaskId, dueTicks);
        Do(new HistoryEvent(EventKind.TimerCreated, _nextTaskId++, Ticks: dueTicks));
        _open.Add(open.TaskId, open);
        if (cancellationToken.CanBeCanceled)
        {
            open.Registration = cancellationToken.UnsafeRegister((_, token) => CancelTimer(open, token), null);
        }

        return open.Task;
    }

    /// <summary>Whether the caller is this orchestrator's own code; if not, the orchestration is doomed.</summary>
    public bool IsOwnThread()
    {
        if (_current == this)
        {
            return true;
        }

        ReportIllegal();
        return false;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsOwnThread())
        {
            _posted.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsOwnThread())
        {
            d(state);
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    // Awaiting here brings an end on a foreign thread back to Post, which reports it.
    private async Task<object?> InvokeAsync() => await _orchestrator(_context);

    private void CancelTimer(OpenTask timer, CancellationToken cancellationToken)
    {
        if (IsOwnThread() && _open.Remove(timer.TaskId))
        {
            Do(new HistoryEvent(EventKind.TimerCancelled, timer.TaskId, Ticks: timer.DueTicks));
            timer.Cancel(cancellationToken);
        }
    }

    private void Do(HistoryEvent action) => Actions.Add(action);

    private void ReportIllegal()
    {
        if (Interlocked.Exchange(ref _illegal, 1) == 0)
        {
            _leftItsThread(this);
        }
    }

    private void Run(Action step)
    {
        var outerContext = Current;
        var outerRun = _current;
        SetSynchronizationContext(this);
        _current = this;
        try
        {
            step();
            while (_posted.TryDequeue(out var posted))
            {
                posted.Callback(posted.State);
            }
        }
        finally
        {
            _current = outerRun;
            SetSynchronizationContext(outerContext);
        }
    }

    private void Verify(List<HistoryEvent> recorded)
    {
        using var expected = recorded.Where(item => item.IsAction).GetEnumerator();
        foreach (var actual in Actions.Where(item => item.IsAction))
        {
            if (!expected.MoveNext())
            {
                throw Disagreement(actual.TaskId, "no further step", actual.Describe());
            }

            if (!expected.Current.Matches(actual))
            {
                throw Disagreement(expected.Current.TaskId, expected.Current.Describe(), actual.Describe());
            }
        }

        if (expected.MoveNext())
        {
            throw Disagreement(expected.Current.TaskId, expected.Current.Describe(), "nothing");
        }
    }

    private NonDeterministicOrchestrationException Disagreement(int taskId, string expected, string actual) => new(
        $"Orchestration '{_context.InstanceId}' ({_context.Name}) is not deterministic: step #{taskId} of its history is {expected}, "
        + $"but its code now does {actual}. Give changed code a new orchestrator name, and keep clocks, ids, settings and I/O out of orchestrators.");
}
