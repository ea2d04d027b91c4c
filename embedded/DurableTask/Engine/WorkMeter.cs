namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// Counts what is runnable or running. New work is counted before the work that led to it is counted off, so that zero
/// means that nothing is left.
/// </summary>
internal sealed class WorkMeter
{
    private int _count;

    /// <summary>Raised, on the thread that finished the last work, each time the count falls to zero.</summary>
    public event Action? BecameIdle;

    public int Count => Volatile.Read(ref _count);

    public void Begin() => Interlocked.Increment(ref _count);

    public void Finish(int count = 1)
    {
        if (count > 0 && Interlocked.Add(ref _count, -count) == 0)
        {
            BecameIdle?.Invoke();
        }
    }
}
