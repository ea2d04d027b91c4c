using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>What the store knows of an orchestration that has not ended.</summary>
internal sealed record InstanceRow(
    long Sequence,
    string InstanceId,
    string Name,
    OrchestrationRuntimeStatus Status,
    int Generation,
    long CreatedTicks,
    long? StartTicks,
    string? Input,
    ParentLink? Parent);
