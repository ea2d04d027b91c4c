namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which attempt of the host's own retries an invocation is.</summary>
public abstract class RetryContext
{
    public abstract int RetryCount { get; }

    public abstract int MaxRetryCount { get; }
}
