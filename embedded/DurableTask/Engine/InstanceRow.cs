using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>What the store knows of an orchestration that has not ended.</summary>
/// <param name="Version">Of the app's code that it was begun with; empty where that had none.</param>
internal sealed record InstanceRow(
    long Sequence,
    string InstanceId,
    string Name,
    OrchestrationRuntimeStatus Status,
    int Generation,
    long CreatedTicks,
    long? StartTicks,
    string? Input,
    string Version,
    ParentLink? Parent);
