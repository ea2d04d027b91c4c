namespace EmbeddedFunctions.Functions;

/// <summary>
/// Tells when requests come so thick that handlers of messages should make room: a caller waits for its answer, a message can wait in its
/// queue. Thread-safe.
/// </summary>
/// <remarks>It is about the processor, so it goes by real time, whatever clock the app lives by.</remarks>
internal sealed class RequestCrowd(WorkGauge requests)
{
    /// <summary>So many requests under way at once are a crowd.</summary>
    private const int CrowdSize = 16;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>Requests that wait for the same commit are answered together, so a crowd seems gone for moments.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private Task _nextLook = Task.CompletedTask;
    private long _seenAt;

    public bool IsThere
    {
        get
        {
            var now = TimeProvider.System.GetTimestamp();
            if (requests.Running >= CrowdSize)
            {
                Volatile.Write(ref _seenAt, now);
                return true;
            }

            var seenAt = Volatile.Read(ref _seenAt);
            return seenAt != 0 && TimeProvider.System.GetElapsedTime(seenAt, now) < Memory;
        }
    }

    /// <summary>Ends when it is worth while to look again; all who wait share one timer.</summary>
    public Task NextLook()
    {
        lock (_gate)
        {
            return _nextLook.IsCompleted ? _nextLook = Task.Delay(LookEvery, TimeProvider.System) : _nextLook;
        }
    }
}
