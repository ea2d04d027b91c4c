namespace EmbeddedFunctions.Functions;

/// <summary>Lets only a few of a function's handlers run at once while requests crowd in, and all of them otherwise. Thread-safe.</summary>
internal sealed class HandlerGate(RequestCrowd crowd)
{
    /// <summary>Messages go on being handled in a crowd, only fewer at once.</summary>
    private const int RunningInCrowdMax = 4;

    /// <summary>However long the crowd stays, a message taken from its queue waits no longer than this.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private int _running;

    /// <summary>Ends when there is room for the handler, or when it is cancelled, which is the handler's to notice.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (MustWait())
        {
            var since = TimeProvider.System.GetTimestamp();
            while (MustWait() && !cancellationToken.IsCancellationRequested && TimeProvider.System.GetElapsedTime(since) < WaitMax)
            {
                await crowd.NextLook();
            }
        }

        Interlocked.Increment(ref _running);
    }

    public void Leave() => Interlocked.Decrement(ref _running);

    private bool MustWait() => Volatile.Read(ref _running) >= RunningInCrowdMax && crowd.IsThere;
}
