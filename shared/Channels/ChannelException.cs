namespace StockFlow.Channels;

/// <summary>A whole call to a channel failed. The message names channel, operation and status, never a secret or a body.</summary>
public sealed class ChannelException(ChannelFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public ChannelFailure Failure { get; } = failure;

    /// <summary>How long the channel asked to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
