using System.Security.Cryptography;
using DurableTask.Core.Exceptions;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// The client of one engine. As on Azure: starting an id that is Pending, Running or Suspended is refused, one that has
/// ended is replaced with its history; an event to an unknown instance is an <see cref="ArgumentException"/>, to an ended
/// one an <see cref="InvalidOperationException"/> (Azure wraps both in an RpcException).
/// </summary>
internal sealed class EngineClient(
    EmbeddedStore store, LiveOrchestrations live, Registry registry, DurableEngineOptions options, SequenceNumbers numbers)
    : DurableTaskClient("EmbeddedFunctions")
{
    private const int PurgeBatchSize = 500;
    private const int PageSizeMax = 1_000;

    private static readonly string[] DefaultDedupeStatuses = ["Pending", "Running", "Suspended"];

    private readonly DataConverter _converter = options.DataConverter;
    private readonly string _defaultVersion = options.DefaultVersion;
    private readonly InstanceQueries _queries = new(options.DataConverter);

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (!registry.Orchestrators.ContainsKey(orchestratorName.Name ?? string.Empty))
        {
            throw new ArgumentException($"The app has no orchestrator named '{orchestratorName}'.", nameof(orchestratorName));
        }

        var instanceId = options?.InstanceId ?? NewInstanceId();
        ThrowIfUnfit(instanceId);
        var payload = _converter.Serialize(input);
        var refusing = options?.DedupeStatuses ?? DefaultDedupeStatuses;
        return store.WriteAsync(
            scope =>
            {
                ThrowIfDead();
                var replaced = Replace(scope, instanceId, refusing);
                var row = new InstanceRow(
                    numbers.NextInstance(),
                    instanceId,
                    orchestratorName.Name!,
                    OrchestrationRuntimeStatus.Pending,
                    Generation: 0,
                    store.TimeProvider.GetUtcNow().UtcTicks,
                    options?.StartAt?.UtcTicks,
                    payload,
                    options?.Version?.Version ?? _defaultVersion,
                    Parent: null);
                DurableTables.Insert(scope, row);
                scope.AfterCommit(() =>
                {
                    live.Drop(replaced);
                    live.Add(row);
                });
                return instanceId;
            },
            cancellation);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return TellAsync(instanceId, new HistoryEvent(EventKind.EventRaised, Name: eventName, Payload: _converter.Serialize(eventPayload)), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var kind = options?.Recursive == true ? EventKind.TerminateAll : EventKind.Terminate;
        return TellAsync(instanceId, new HistoryEvent(kind, Payload: _converter.Serialize(options?.Output)), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, new HistoryEvent(EventKind.Suspend), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, new HistoryEvent(EventKind.Resume), cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, state => state.RuntimeStatus != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, state => state.IsCompleted, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(store.Read(scope => _queries.Get(scope, instanceId, getInputsAndOutputs)));
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        return Pageable.Create((continuation, pageSize, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var size = Math.Clamp(pageSize ?? query.PageSize, 1, PageSizeMax);
            return Task.FromResult(store.Read(scope => _queries.List(scope, query, continuation ?? query.ContinuationToken, size)));
        });
    }

    public override Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return store.WriteAsync(
            scope => new PurgeResult(
                DurableTables.Find(scope, instanceId) is { } found ? Purge(scope, [found.Sequence], options?.Recursive == true) : 0, isComplete: true),
            cancellation);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var began = store.TimeProvider.GetTimestamp();
        var purged = 0;
        while (true)
        {
            var (found, deleted) = await store.WriteAsync(
                scope =>
                {
                    var batch = EndedInstances(scope, filter);
                    return (batch.Count, Purge(scope, batch, options?.Recursive == true));
                },
                cancellation);
            purged += deleted;
            if (found < PurgeBatchSize)
            {
                return new PurgeResult(purged, isComplete: true);
            }

            if (store.TimeProvider.GetElapsedTime(began) >= (filter.Timeout ?? TimeSpan.MaxValue))
            {
                return new PurgeResult(purged, isComplete: false);
            }
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void ThrowIfUnfit(string instanceId)
    {
        if (instanceId.Length is 0 or > 100 || instanceId[0] == '@'
            || instanceId.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw new ArgumentException(
                $"'{instanceId}' can't be an instance id: 1 to 100 characters, none of / \\ # ? or a control character, not beginning with @.",
                nameof(instanceId));
        }
    }

    /// <returns>The sequence number of the instance that made way; 0 if there was none.</returns>
    private static long Replace(WriteScope scope, string instanceId, IReadOnlyList<string> refusing)
    {
        if (DurableTables.Find(scope, instanceId) is not { } existing)
        {
            return 0;
        }

        if (refusing.Contains(existing.Status.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            throw new OrchestrationAlreadyExistsException(
                $"An orchestration with the instance id '{instanceId}' exists and is {existing.Status}.");
        }

        DurableTables.Delete(scope, existing.Sequence);
        return existing.Sequence;
    }

    private static List<long> EndedInstances(StoreScope scope, PurgeInstancesFilter filter)
    {
        using var read = scope.Prepare(
            $"SELECT seq FROM durable_instances WHERE {DurableTables.IsEnded} AND {InstanceQueries.StatusCondition(filter.Statuses)} "
            + $"AND created_at>=?1 AND created_at<=?2 ORDER BY created_at LIMIT {PurgeBatchSize}")
            .Bind(1, filter.CreatedFrom?.UtcTicks ?? 0).Bind(2, filter.CreatedTo?.UtcTicks ?? long.MaxValue);
        var ended = new List<long>();
        while (read.Step())
        {
            ended.Add(read.Int64(0));
        }

        return ended;
    }

    private static int Purge(WriteScope scope, List<long> sequences, bool withChildren)
    {
        var purged = 0;
        DurableTables.KeepLastSequence(scope);
        foreach (var sequence in sequences)
        {
            if (DurableTables.IsStillLive(scope, sequence))
            {
                continue;
            }

            if (withChildren)
            {
                purged += Purge(scope, DurableTables.Children(scope, sequence), withChildren);
            }

            purged += DurableTables.Delete(scope, sequence);
        }

        return purged;
    }

    private async Task TellAsync(string instanceId, HistoryEvent item, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        await store.WriteAsync(
            scope =>
            {
                ThrowIfDead();
                var found = DurableTables.Find(scope, instanceId)
                    ?? throw new ArgumentException($"No instance with ID '{instanceId}' was found.", nameof(instanceId));
                if (!DurableTables.IsStillLive(scope, found.Sequence))
                {
                    throw new InvalidOperationException($"Orchestration '{instanceId}' is {found.Status}; it can't be told {item.Kind} any more.");
                }

                var message = new Message(item, Message.AnyGeneration, numbers.NextMessage());
                DurableTables.AddToInbox(scope, found.Sequence, message);
                scope.AfterCommit(() => live.Post(found.Sequence, message));
                return true;
            },
            cancellationToken);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationMetadata, bool> isReached, bool withPayloads, CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = live.Waiters.NextChange(instanceId);
            var state = await GetInstanceAsync(instanceId, withPayloads, cancellationToken)
                ?? throw new ArgumentException($"No instance with ID '{instanceId}' was found.", nameof(instanceId));
            if (isReached(state))
            {
                live.Waiters.Changed(instanceId);
                return state;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    private string NewInstanceId()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (options.Random is { } random)
        {
            lock (random)
            {
                random.NextBytes(bytes);
            }
        }
        else
        {
            RandomNumberGenerator.Fill(bytes);
        }

        return Convert.ToHexStringLower(bytes);
    }

    private void ThrowIfDead()
    {
        if (live.IsDead)
        {
            throw new OperationCanceledException("The engine has stopped.");
        }
    }
}
