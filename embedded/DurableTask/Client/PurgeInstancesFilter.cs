namespace Microsoft.DurableTask.Client;

/// <summary>Which ended orchestrations to purge. Null stands for no condition.</summary>
/// <param name="CreatedFrom">Created at or after.</param>
/// <param name="CreatedTo">Created at or before.</param>
/// <param name="Statuses">In one of these states.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long one call may take; null stands for no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
