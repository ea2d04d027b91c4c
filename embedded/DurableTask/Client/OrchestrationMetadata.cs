using System.Collections.Immutable;

namespace Microsoft.DurableTask.Client;

/// <summary>The state of one orchestration when it was asked for.</summary>
public sealed class OrchestrationMetadata
{
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; }

    public string InstanceId { get; }

    /// <summary>Null unless inputs and outputs were asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Null unless inputs and outputs were asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>Null unless inputs and outputs were asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>Null unless inputs and outputs were asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>Set on a failed orchestration.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <exception cref="InvalidOperationException">The state was asked for without inputs and outputs.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput, nameof(ReadInputAs));

    /// <exception cref="InvalidOperationException">The state was asked for without inputs and outputs.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput, nameof(ReadOutputAs));

    /// <exception cref="InvalidOperationException">The state was asked for without inputs and outputs.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus, nameof(ReadCustomStatusAs));

    public override string ToString() =>
        $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}]";

    private T? Read<T>(string? data, string method) => DataConverter is null
        ? throw new InvalidOperationException($"{method} needs a state that was fetched with inputs and outputs.")
        : DataConverter.Deserialize<T>(data);
}
