namespace Microsoft.DurableTask;

/// <summary>Decides whether a failed call is made again. Runs as part of the orchestrator, so it must be as deterministic.</summary>
/// <returns>True to call again at once, false to give up.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
