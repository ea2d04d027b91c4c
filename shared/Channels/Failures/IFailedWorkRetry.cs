namespace StockFlow.Channels.Failures;

/// <summary>Puts one kind of failed work back to work.</summary>
public interface IFailedWorkRetry
{
    /// <summary>One of <see cref="FailureKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Starts the work again; may run twice for one failure.</summary>
    Task RetryAsync(FailedWork failure, CancellationToken cancellationToken);
}
