using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.DurableTask;

/// <summary>The context one run's orchestrator sees.</summary>
internal sealed class RunContext : TaskOrchestrationContext
{
    private readonly OrchestrationRun _run;
    private readonly InstanceRow _row;
    private readonly DataConverter _converter;
    private int _guidCount;
    private bool _customStatusSet;
    private object? _customStatus;

    public RunContext(OrchestrationRun run, InstanceRow row, DurableEngineOptions options)
    {
        _run = run;
        _row = row;
        _converter = options.DataConverter;
        LoggerFactory = options.LoggerFactory;
        Parent = row.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;
    }

    public override TaskName Name => _row.Name;

    public override string InstanceId => _row.InstanceId;

    public override ParentOrchestrationInstance? Parent { get; }

    public override DateTime CurrentUtcDateTime => new(_run.NowTicks, DateTimeKind.Utc);

    public override bool IsReplaying => _run.IsReplaying;

    public override string Version => _row.Version;

    /// <summary>Set once the code has asked to start over.</summary>
    public NextRun? NextRun { get; private set; }

    protected override ILoggerFactory LoggerFactory { get; }

    public override T? GetInput<T>()
        where T : default
    {
        _run.EnsureLegalAccess();
        return _converter.Deserialize<T>(_row.Input);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        _run.EnsureLegalAccess();
        ThrowIfOptionsAsInput(input, options);
        return CallAsync<TResult>(EventKind.ActivityScheduled, name, input, null, options);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        _run.EnsureLegalAccess();
        ThrowIfOptionsAsInput(input, options);
        if (options?.Version is not null)
        {
            throw new NotSupportedException("This host begins every sub-orchestration with the app's default version.");
        }

        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        return CallAsync<TResult>(EventKind.SubOrchestrationStarted, orchestratorName, input, instanceId, options);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        _run.EnsureLegalAccess();
        return _run.CreateTimer(fireAt.ToUniversalTime().Ticks, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        _run.EnsureLegalAccess();
        if (_run.Events.TryTake(eventName, out var payload))
        {
            return ReadAsync<T>(Task.FromResult(payload));
        }

        var wait = _run.Events.Wait(eventName);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.UnsafeRegister((_, token) => CancelWait(wait, token), null);
        }

        return ReadAsync<T>(wait.Value.Task);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        _run.EnsureLegalAccess();
        _run.Send(instanceId, eventName, _converter.Serialize(payload));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        _run.EnsureLegalAccess();
        _customStatusSet = true;
        _customStatus = customStatus;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _run.EnsureLegalAccess();
        NextRun = new NextRun(_converter.Serialize(options.NewInput), options.PreserveUnprocessedEvents, options.NewVersion);
    }

    public override Guid NewGuid()
    {
        _run.EnsureLegalAccess();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{InstanceId}/{_row.Generation}/{_run.NowTicks}/{_guidCount++}"), hash);

        // Version 8 of RFC 9562: the bits are the maker's own.
        var id = hash[..16];
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(id[6..]) & 0x0FFF) | 0x8000));
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    public bool TryTakeCustomStatus(out string? status)
    {
        var wasSet = _customStatusSet;
        status = wasSet ? _converter.Serialize(_customStatus) : null;
        _customStatusSet = false;
        _customStatus = null;
        return wasSet;
    }

    private static void ThrowIfOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("Task options were passed as the input. Name the argument: options: …", nameof(input));
        }
    }

    private void CancelWait(LinkedListNode<TaskCompletionSource<string?>> wait, CancellationToken cancellationToken)
    {
        if (_run.IsOwnThread())
        {
            _run.Events.Cancel(wait, cancellationToken);
        }
    }

    private async Task<T> ReadAsync<T>(Task<string?> payload) => _converter.Deserialize<T>(await payload)!;

    private async Task<T> CallAsync<T>(EventKind kind, TaskName name, object? input, string? target, TaskOptions? options)
    {
        var payload = _converter.Serialize(input);
        var began = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            TaskFailedException failure;
            try
            {
                return _converter.Deserialize<T>(await _run.Call(kind, name, payload, target))!;
            }
            catch (TaskFailedException e)
            {
                failure = e;
            }

            if (failure.FailureDetails.ErrorType == typeof(NotRegisteredException).FullName
                || !await IsRetriedAsync(options?.Retry, attempt, began, failure))
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>Waits as long as the next attempt must wait.</summary>
    /// <returns>False if there is no next attempt.</returns>
    private async Task<bool> IsRetriedAsync(TaskRetryOptions? retry, int attempt, DateTime began, TaskFailedException failure)
    {
        if (retry?.Handler is { } handler)
        {
            return await handler(new RetryContext(
                this, attempt, failure.FailureDetails, CurrentUtcDateTime - began, CancellationToken.None));
        }

        if (retry?.Policy is not { } policy
            || attempt >= policy.MaxNumberOfAttempts
            || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && CurrentUtcDateTime - began >= policy.RetryTimeout)
            || !policy.Handle(failure))
        {
            return false;
        }

        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(3_650) : policy.MaxRetryInterval;
        var seconds = policy.FirstRetryInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var wait = seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
        await CreateTimer(CurrentUtcDateTime + wait, CancellationToken.None);
        return true;
    }
}
