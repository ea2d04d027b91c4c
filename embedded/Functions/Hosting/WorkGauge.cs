namespace EmbeddedFunctions.Functions;

/// <summary>Counts work under way, so that others can wait until there is none. Thread-safe.</summary>
internal sealed class WorkGauge
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _running;
    private long _begun;

    /// <summary>How often work has begun so far: unchanged between two looks means that none came in between.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>How much work is under way.</summary>
    public int Running => Volatile.Read(ref _running);

    public bool IsIdle => Volatile.Read(ref _running) == 0;

    public void Begin()
    {
        lock (_gate)
        {
            _begun++;
            _running++;
        }
    }

    public void End()
    {
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (--_running == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        idle?.SetResult();
    }

    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _running == 0
                ? Task.CompletedTask
                : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }
}
