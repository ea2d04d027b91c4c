using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// Runs orchestrations by replay of a persisted history, on one store. Killed at any instant, it goes on after the next
/// start: every step of an instance (the mail it consumed, its new history, what it asked for) is one write, and
/// activities run at least once.
/// </summary>
/// <remarks>
/// Between steps an orchestrator's code stays paused in memory, up to a limit; replay happens only after a restart or once
/// it was dropped from there. An activity's result is not written on its own but with the step it leads to. An activity
/// the orchestrator does not wait for is not repeated after a crash once the orchestration has ended.
/// </remarks>
public sealed class DurableEngine : IAsyncDisposable
{
    private readonly Registry _registry = new();
    private readonly LiveOrchestrations _live;

    /// <summary>Creates or opens the engine's tables; runs nothing yet.</summary>
    public DurableEngine(EmbeddedStore store, DurableEngineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentOrchestratorFunctions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentActivityFunctions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BegunStepsMax, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.LiveInstancesMax);
        store.EnsureSchema("durable", DurableTables.Schema);
        var numbers = store.Read(scope => new SequenceNumbers(scope));
        DataConverter = options.DataConverter;
        _live = new LiveOrchestrations(store, _registry, options, numbers);
        Client = new EngineClient(store, _live, _registry, options, numbers);
    }

    /// <summary>Raised each time the engine has become idle, on any thread. Ask <see cref="IsIdle"/> again: it may be past.</summary>
    public event Action? BecameIdle
    {
        add => _live.BecameIdle += value;
        remove => _live.BecameIdle -= value;
    }

    /// <summary>What inputs and outputs are serialized with.</summary>
    public DataConverter DataConverter { get; }

    /// <summary>
    /// Starts and steers this engine's orchestrations; usable before the start, too. Times are the store's
    /// <see cref="EmbeddedStore.TimeProvider"/>.
    /// </summary>
    public DurableTaskClient Client { get; }

    /// <summary>
    /// Whether nothing is runnable or running now. Waiting for a time to come, for an event or for a resume counts as idle.
    /// Everything the client has acknowledged before the question is taken into account. False before the start.
    /// </summary>
    public bool IsIdle => _live.IsIdle;

    /// <summary>Orchestrations that have not ended, those waiting included.</summary>
    public int LiveInstanceCount => _live.LiveCount;

    /// <summary>Steps and activities under way, and instances waiting to begin.</summary>
    public int WorkCount => _live.WorkCount;

    internal LiveOrchestrations Live => _live;

    /// <summary>Adds an orchestrator, before the start. Its code begins synchronously when it is called.</summary>
    /// <exception cref="ArgumentException">There is one of this name, in any case.</exception>
    public void RegisterOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> orchestrator)
    {
        if (!_registry.Orchestrators.TryAdd(name, orchestrator))
        {
            throw new ArgumentException($"There is an orchestrator named '{name}' already.", nameof(name));
        }
    }

    /// <summary>Adds an activity, before the start.</summary>
    /// <param name="name">Unique in any case.</param>
    /// <param name="activity">
    /// Gets the serialized input (null for none) and returns the serialized result (null for none). May run twice for one
    /// call. The token is cancelled when a stop no longer waits.
    /// </param>
    /// <exception cref="ArgumentException">There is one of this name, in any case.</exception>
    public void RegisterActivity(string name, Func<TaskActivityContext, string?, CancellationToken, Task<string?>> activity)
    {
        if (!_registry.Activities.TryAdd(name, activity))
        {
            throw new ArgumentException($"There is an activity named '{name}' already.", nameof(name));
        }
    }

    /// <summary>Takes up every orchestration that has not ended. An engine starts once.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _live.StartAsync();
    }

    /// <summary>Starts no further activity, waits for the running ones and commits their results.</summary>
    /// <param name="cancellationToken">Once cancelled, what still runs is left; it is repeated after the next start.</param>
    public Task StopAsync(CancellationToken cancellationToken) => _live.StopAsync(cancellationToken);

    /// <summary>Ends when the engine is idle.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (!IsIdle)
        {
            var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Note() => idle.TrySetResult();
            BecameIdle += Note;
            try
            {
                if (!IsIdle)
                {
                    await idle.Task.WaitAsync(cancellationToken);
                }
            }
            finally
            {
                BecameIdle -= Note;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_live.IsDead)
        {
            await StopAsync(new CancellationToken(canceled: true));
        }
    }
}
