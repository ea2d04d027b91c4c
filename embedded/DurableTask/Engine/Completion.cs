using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>How an orchestration ended.</summary>
/// <param name="Status">Completed, Failed or Terminated.</param>
/// <param name="Output">Serialized; null if there is none.</param>
/// <param name="Failure">Set if and only if it failed.</param>
internal sealed record Completion(OrchestrationRuntimeStatus Status, string? Output, TaskFailureDetails? Failure)
{
    public static Completion Failed(Exception exception) =>
        new(OrchestrationRuntimeStatus.Failed, null, TaskFailureDetails.FromException(exception));
}
