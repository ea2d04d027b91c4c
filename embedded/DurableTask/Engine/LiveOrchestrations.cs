using System.Collections.Concurrent;
using System.Text.Json;
using DurableTask.Core.Exceptions;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// The orchestrations that have not ended: runs their episodes and activities, commits each episode as one work item of
/// the store, and lets what it asked for happen only after that.
/// </summary>
internal sealed partial class LiveOrchestrations
{
    private static readonly TimeSpan RetryAfterFailedCommit = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, Instance> _instances = new();
    private readonly EmbeddedStore _store;
    private readonly Registry _registry;
    private readonly DurableEngineOptions _options;
    private readonly SequenceNumbers _numbers;
    private readonly WorkMeter _begun = new();
    private readonly EpisodeRunner _runner;
    private readonly EpisodeQueue _episodes;
    private readonly ConcurrentRunner<ActivityCall> _activities;
    private readonly DurableTimers _timers;
    private readonly PausedRuns _paused;
    private readonly HistorySweep? _sweep;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private volatile bool _accepting;
    private volatile bool _dead;

    public LiveOrchestrations(EmbeddedStore store, Registry registry, DurableEngineOptions options, SequenceNumbers numbers)
    {
        _store = store;
        _registry = registry;
        _options = options;
        _numbers = numbers;
        _logger = options.LoggerFactory.CreateLogger("EmbeddedFunctions.DurableTask");
        _runner = new EpisodeRunner(store, registry, options, ReportIllegalAwait);
        _episodes = new EpisodeQueue(options.MaxConcurrentOrchestratorFunctions, options.BegunStepsMax, _begun, RunEpisode);
        _activities = new ConcurrentRunner<ActivityCall>(options.MaxConcurrentActivityFunctions, RunActivityAsync);
        _timers = new DurableTimers(store.TimeProvider, Fire);
        _paused = new PausedRuns(options.LiveInstancesMax);
        _sweep = options.EndedHistoryRetention is { } retention ? new HistorySweep(store, retention) : null;
        _begun.BecameIdle += CheckIdle;
    }

    public event Action? BecameIdle;

    public InstanceWaiters Waiters { get; } = new();

    /// <summary>Whether nothing is runnable or running.</summary>
    public bool IsIdle => _accepting && _begun.Count == 0 && _episodes.NewCount == 0;

    /// <summary>Episodes and activities under way, and instances that wait to begin.</summary>
    public int WorkCount => _begun.Count + _episodes.NewCount;

    public bool IsDead => _dead;

    /// <summary>Null if histories are kept.</summary>
    public HistorySweep? Sweep => _sweep;

    /// <summary>Orchestrations that have not ended.</summary>
    public int LiveCount => _instances.Count;

    /// <summary>Takes up every orchestration that has not ended.</summary>
    public async Task StartAsync()
    {
        await _store.WriteAsync(scope =>
        {
            var revived = DurableTables.AllLive(scope).ConvertAll(sequence => Revived.Read(scope, sequence)!);
            scope.AfterCommit(() =>
            {
                _accepting = true;
                revived.ForEach(TakeUp);
            });
            return true;
        });
        _sweep?.Start();
    }

    /// <summary>Begins no new instance and no activity; finishes what runs.</summary>
    /// <param name="cancellationToken">Once cancelled, running activities are asked to stop and no longer waited for.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _timers.Dispose();
        _sweep?.Dispose();
        _episodes.Close();
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _begun.BecameIdle += () => drained.TrySetResult();
        _begun.Begin();
        _begun.Finish(_activities.Close() + 1);
        try
        {
            await drained.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogDrainCut(_logger, _begun.Count);
        }

        _accepting = false;
        Kill();
    }

    /// <summary>From now on nothing is run or written, as if the process had been killed.</summary>
    public void Kill()
    {
        _dead = true;
        _timers.Dispose();
        _stopping.Cancel();
    }

    /// <summary>Takes up an instance that was just committed. Runs on the writer's thread.</summary>
    public void Add(InstanceRow row)
    {
        if (!_accepting || IsLeft(row))
        {
            return;
        }

        var instance = new Instance(row) { FreshRow = _episodes.NewCount < _options.LiveInstancesMax ? row : null };
        _instances[row.Sequence] = instance;
        Begin(row);
    }

    /// <summary>Forgets an instance that a new one of the same id has replaced.</summary>
    public void Drop(long sequence)
    {
        if (_instances.TryRemove(sequence, out var instance))
        {
            instance.End();
            _paused.Forget(instance);
        }
    }

    public void Post(long sequence, Message message)
    {
        if (_accepting && !_dead && _instances.TryGetValue(sequence, out var instance) && instance.Post(message))
        {
            if (message.Event.Kind == EventKind.Started)
            {
                _episodes.TryAddNew(instance);
            }
            else
            {
                _begun.Begin();
                _episodes.AddReady(instance);
            }
        }
    }

    private void Begin(InstanceRow row)
    {
        if (row.Generation == 0 && row.StartTicks > _store.TimeProvider.GetUtcNow().UtcTicks)
        {
            _timers.Add(new DurableTimer(row.StartTicks.Value, row.Sequence, row.Generation, DurableTimer.StartsInstance));
        }
        else
        {
            Post(row.Sequence, new Message(new HistoryEvent(EventKind.Started), row.Generation));
        }
    }

    /// <summary>Whether it is of a newer version than the app's, which would not know its steps.</summary>
    private bool IsLeft(InstanceRow row)
    {
        var isNewer = _options.DefaultVersion.Length > 0 && VersionOrder.Compare(row.Version, _options.DefaultVersion) > 0;
        if (isNewer)
        {
            LogLeft(_logger, row.Name, row.InstanceId, row.Version, _options.DefaultVersion);
        }

        return isNewer;
    }

    private void TakeUp(Revived revived)
    {
        var row = revived.Row;
        if (IsLeft(row))
        {
            return;
        }

        _instances[row.Sequence] = new Instance(row) { IsStarted = revived.IsStarted, NextEpisode = revived.NextEpisode };
        if (!revived.IsStarted)
        {
            Begin(row);
        }

        foreach (var open in revived.Open)
        {
            Undertake(row.Sequence, row.InstanceId, row.Generation, open);
        }

        foreach (var message in revived.Inbox)
        {
            Post(row.Sequence, message);
        }
    }

    /// <summary>Lets happen what an orchestrator asked for.</summary>
    private void Undertake(long sequence, string instanceId, int generation, HistoryEvent action)
    {
        switch (action.Kind)
        {
            case EventKind.ActivityScheduled:
                _begun.Begin();
                var call = new ActivityCall(sequence, instanceId, generation, action.TaskId, action.Name!, action.Payload);
                if (!_activities.TryAdd(call))
                {
                    Finish();
                }

                break;
            case EventKind.TimerCreated:
                _timers.Add(new DurableTimer(action.Ticks, sequence, generation, action.TaskId));
                break;
            case EventKind.TimerCancelled:
                _timers.Remove(new DurableTimer(action.Ticks, sequence, generation, action.TaskId));
                break;
        }
    }

    private void Fire(DurableTimer timer)
    {
        var item = timer.TaskId == DurableTimer.StartsInstance
            ? new HistoryEvent(EventKind.Started)
            : new HistoryEvent(EventKind.TimerFired, timer.TaskId);
        Post(timer.Sequence, new Message(item, timer.Generation));
    }

    private void ReportIllegalAwait(Instance instance) =>
        Post(instance.Sequence, new Message(new HistoryEvent(EventKind.IllegalAwait), Message.AnyGeneration));

    private async Task RunActivityAsync(ActivityCall call)
    {
        HistoryEvent? outcome = null;
        try
        {
            outcome = await CallActivityAsync(call);
        }
        finally
        {
            if (outcome is { } item)
            {
                Post(call.Sequence, new Message(item, call.Generation));
            }

            Finish();
        }
    }

    /// <returns>Null if the engine stops: the activity runs again after the next start.</returns>
    private async Task<HistoryEvent?> CallActivityAsync(ActivityCall call)
    {
        if (_dead)
        {
            return null;
        }

        try
        {
            var activity = _registry.Activities.TryGetValue(call.Name, out var found)
                ? found
                : throw new NotRegisteredException("activity", call.Name);
            var result = await activity(new ActivityContext(call), call.Input, _stopping.Token);
            return new HistoryEvent(EventKind.TaskCompleted, call.TaskId, Payload: result);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            LogActivityFailed(_logger, e, call.Name, call.InstanceId);
            var failure = JsonSerializer.Serialize(TaskFailureDetails.FromException(e));
            return new HistoryEvent(EventKind.TaskFailed, call.TaskId, Payload: failure);
        }
    }

    private void RunEpisode(Instance instance)
    {
        if (_dead)
        {
            Finish();
            return;
        }

        Episode episode;
        try
        {
            episode = _runner.Run(instance);
        }
        catch (Exception e) when (e is StoreException or ObjectDisposedException)
        {
            _ = ReloadAsync(instance, e);
            return;
        }

        if (episode.ChangesNothing)
        {
            Settle(instance);
        }
        else
        {
            _ = CommitAsync(episode);
        }
    }

    private async Task CommitAsync(Episode episode)
    {
        var instance = episode.Instance;
        try
        {
            await _store.WriteAsync(scope =>
            {
                ThrowIfDead();
                _options.CommitProbe?.Invoke(true);
                ThrowIfDead();
                if (!DurableTables.IsStillLive(scope, instance.Sequence))
                {
                    throw new OrchestrationAlreadyExistsException($"Orchestration '{instance.Id}' was replaced by a new one.");
                }

                episode.Write(scope, _sweep is null || instance.CreatedTicks > _sweep.SweptUpToTicks);
                var outgoing = new Outgoing(_numbers, _options.DefaultVersion);
                outgoing.Write(scope, episode);
                scope.AfterCommit(() => TakeEffect(episode, outgoing));
                return true;
            });
        }
        catch (OrchestrationAlreadyExistsException)
        {
            Drop(instance.Sequence);
            Finish();
        }
        catch (Exception e)
        {
            await ReloadAsync(instance, e);
        }
    }

    /// <summary>Runs on the writer's thread once the episode is on disk, so that its effects are seen in the order of commits.</summary>
    private void TakeEffect(Episode episode, Outgoing outgoing)
    {
        _options.CommitProbe?.Invoke(false);
        if (_dead)
        {
            Finish();
            return;
        }

        var instance = episode.Instance;
        outgoing.Children.ForEach(Add);
        outgoing.Messages.ForEach(sent => Post(sent.Sequence, sent.Message));
        foreach (var action in episode.Actions)
        {
            Undertake(instance.Sequence, instance.Id, episode.Generation, action);
        }

        if (episode.Completion is { } completion)
        {
            DropTimers(episode);
            Drop(instance.Sequence);
            LogEnd(instance, completion);
            Waiters.Changed(instance.Id);
            Finish();
            return;
        }

        if (episode.NextRun is not null)
        {
            DropTimers(episode);
            instance.Generation++;
            instance.NextEpisode = 1;
            instance.IsStarted = false;
            instance.Run = null;
            instance.Post(new Message(new HistoryEvent(EventKind.Started), instance.Generation));
        }

        if (episode.NewStatus is not null)
        {
            Waiters.Changed(instance.Id);
        }

        Settle(instance);
    }

    private void DropTimers(Episode episode)
    {
        foreach (var (taskId, dueTicks) in episode.Instance.Run?.OpenTimers ?? [])
        {
            _timers.Remove(new DurableTimer(dueTicks, episode.Instance.Sequence, episode.Generation, taskId));
        }
    }

    /// <summary>After a step that could not be written: forgets what is in memory and goes on from the store.</summary>
    private async Task ReloadAsync(Instance instance, Exception cause)
    {
        Drop(instance.Sequence);
        try
        {
            if (!_dead)
            {
                LogCommitFailed(_logger, cause, instance.Id);
                await Task.Delay(RetryAfterFailedCommit, _store.TimeProvider, _stopping.Token);
                await _store.WriteAsync(scope =>
                {
                    if (Revived.Read(scope, instance.Sequence) is { } revived)
                    {
                        scope.AfterCommit(() => TakeUp(revived));
                    }

                    return true;
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The engine ends; the next start takes the instance up.
        }
        finally
        {
            Finish();
        }
    }

    private void Settle(Instance instance)
    {
        if (instance.Settle())
        {
            _episodes.AddReady(instance);
            return;
        }

        if (instance.Run is not null)
        {
            _paused.Touch(instance);
        }

        Finish();
    }

    private void Finish()
    {
        _begun.Finish();
        if (_episodes.NewCount > 0)
        {
            _episodes.LetIn();
        }
    }

    private void CheckIdle()
    {
        if (IsIdle)
        {
            BecameIdle?.Invoke();
        }
    }

    private void ThrowIfDead()
    {
        if (_dead)
        {
            throw new OperationCanceledException("The engine has stopped.");
        }
    }

    private void LogEnd(Instance instance, Completion completion)
    {
        if (completion.Failure is { } failure)
        {
            LogOrchestrationFailed(_logger, instance.Name, instance.Id, failure.ErrorType, failure.ErrorMessage);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Orchestration {Name} '{InstanceId}' failed: {ErrorType}: {ErrorMessage}")]
    private static partial void LogOrchestrationFailed(ILogger logger, string name, string instanceId, string errorType, string errorMessage);

    [LoggerMessage(2, LogLevel.Warning, "Activity {Name} of orchestration '{InstanceId}' failed")]
    private static partial void LogActivityFailed(ILogger logger, Exception exception, string name, string instanceId);

    [LoggerMessage(3, LogLevel.Error, "A step of orchestration '{InstanceId}' could not be written; it is repeated from the store")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(4, LogLevel.Warning, "Stopped with {Steps} steps under way; they are repeated after the next start")]
    private static partial void LogDrainCut(ILogger logger, int steps);

    [LoggerMessage(5, LogLevel.Warning, "Orchestration {Name} '{InstanceId}' is of version {Version} and waits for an app that is newer than {AppVersion}")]
    private static partial void LogLeft(ILogger logger, string name, string instanceId, string version, string appVersion);
}
