namespace Microsoft.DurableTask;

/// <summary>How often and how soon a failed activity or sub-orchestration is called again.</summary>
public class RetryPolicy
{
    /// <param name="maxNumberOfAttempts">Attempts in all, at least 1.</param>
    /// <param name="firstRetryInterval">The wait before the second attempt; above zero.</param>
    /// <param name="backoffCoefficient">Each wait is the one before times this; at least 1.</param>
    /// <param name="maxRetryInterval">The longest wait; null stands for one hour.</param>
    /// <param name="retryTimeout">Once this long has passed since the first attempt began, a failure is final; null stands for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range, or a limit is below the first interval.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        ThrowIfBelow(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfBelow(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        Handle = _ => true;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> stands for no limit.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> stands for no limit.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether a failure is worth another attempt. Set through <see cref="HandleFailure"/>.</summary>
    public Func<Exception, bool> Handle { get; private init; }

    /// <summary>Which failures are worth another attempt; all of them by default.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handle = exception => exception is TaskFailedException failed
            ? value(failed.FailureDetails)
            : throw new InvalidOperationException($"A retry policy judges a {nameof(TaskFailedException)}, not a {exception.GetType()}.");
    }

    private static void ThrowIfBelow(TimeSpan? limit, TimeSpan firstRetryInterval, string name)
    {
        if (limit < firstRetryInterval && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, limit, $"The limit can't be below the first retry interval {firstRetryInterval}.");
        }
    }
}
