using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>How an orchestration is started.</summary>
public record StartOrchestrationOptions
{
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>Null lets the client make one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The instance stays pending until then; null starts it at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Not kept by this host.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    public TaskVersion? Version { get; init; }

    /// <summary>
    /// The states of an existing instance of the same id that make the start fail. Null stands for the default:
    /// Pending, Running and Suspended; an instance that has ended is replaced.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
