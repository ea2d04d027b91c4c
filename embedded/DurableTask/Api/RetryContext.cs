namespace Microsoft.DurableTask;

/// <summary>What a retry handler knows.</summary>
/// <param name="OrchestrationContext">The orchestration that makes the call.</param>
/// <param name="LastAttemptNumber">The number of the attempt that just failed, from 1.</param>
/// <param name="LastFailure">Why it failed.</param>
/// <param name="TotalRetryTime">Orchestration time since the first attempt began.</param>
/// <param name="CancellationToken">Never cancelled on this host.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
