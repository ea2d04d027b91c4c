namespace Microsoft.DurableTask.Client;

/// <summary>Which orchestrations to list. Null stands for no condition.</summary>
/// <param name="CreatedFrom">Created at or after.</param>
/// <param name="CreatedTo">Created at or before.</param>
/// <param name="Statuses">In one of these states.</param>
/// <param name="TaskHubNames">Ignored: a store is one task hub.</param>
/// <param name="InstanceIdPrefix">The instance id begins so, in this case.</param>
/// <param name="PageSize">Instances per page, at least 1.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom states are fetched.</param>
/// <param name="ContinuationToken">Where to begin, from an earlier page.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    public const int DefaultPageSize = 100;
}
