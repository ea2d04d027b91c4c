namespace Microsoft.DurableTask;

/// <summary>As <see cref="RetryHandler"/>; it may await durable tasks of the context, such as a timer.</summary>
/// <returns>True to call again, false to give up.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
