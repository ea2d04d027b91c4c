using StockFlow.Channels;

namespace StockFlow.Storage;

/// <summary>How long those who read a whole SKU as of one moment, without stopping anyone, go on when it changes meanwhile.</summary>
internal static class BusySku
{
    public const int AttemptsMax = 30;

    /// <summary>With more changes than these, everything is read again.</summary>
    public const int RereadsMax = 1_000;

    public const int ReadsAtOnceMax = 16;

    private const int AttemptsWithoutDelay = 5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(1);

    /// <summary>Waits before the next attempt, longer each time; not after the first few.</summary>
    /// <returns>Whether it has waited, so that what was read before is old.</returns>
    public static async Task<bool> PauseAsync(int attempt, Jitter jitter, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (attempt <= AttemptsWithoutDelay)
        {
            return false;
        }

        await Task.Delay(jitter.Backoff(attempt - AttemptsWithoutDelay, RetryDelay, RetryDelayMax), timeProvider, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
