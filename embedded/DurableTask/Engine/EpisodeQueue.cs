namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// The instances that have something to do. Begun ones go first; new ones are let in while the begun ones leave room,
/// so that memory and latency stay bounded in a burst.
/// </summary>
internal sealed class EpisodeQueue(int concurrencyMax, int begunStepsMax, WorkMeter begun, Action<Instance> run)
{
    private readonly Lock _gate = new();
    private readonly Queue<Instance> _ready = new();
    private readonly Queue<Instance> _new = new();
    private int _running;
    private int _newCount;
    private bool _closed;

    /// <summary>New instances that wait to be let in.</summary>
    public int NewCount => Volatile.Read(ref _newCount);

    /// <summary>Queues an instance whose work is already counted as begun.</summary>
    public void AddReady(Instance instance)
    {
        lock (_gate)
        {
            _ready.Enqueue(instance);
        }

        LetIn();
    }

    /// <returns>False once closed: the instance was not taken.</returns>
    public bool TryAddNew(Instance instance)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _new.Enqueue(instance);
            Interlocked.Increment(ref _newCount);
        }

        LetIn();
        return true;
    }

    /// <summary>Starts whatever may run now. To be called when begun work has been finished.</summary>
    public void LetIn()
    {
        while (TryTake(countRunning: true, out var instance))
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Queue.Work(state.Instance!), (Queue: this, Instance: instance), preferLocal: false);
        }
    }

    /// <summary>Lets in no new instance any more; begun ones go on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _new.Clear();
            Volatile.Write(ref _newCount, 0);
        }
    }

    private void Work(Instance instance)
    {
        var next = instance;
        do
        {
            run(next);
        }
        while (TryTake(countRunning: false, out next!));
    }

    private bool TryTake(bool countRunning, out Instance? instance)
    {
        lock (_gate)
        {
            instance = null;
            if (countRunning && _running == concurrencyMax)
            {
                return false;
            }

            if (!_ready.TryDequeue(out instance) && begun.Count < begunStepsMax && _new.TryDequeue(out instance))
            {
                begun.Begin();
                Interlocked.Decrement(ref _newCount);
            }

            if (instance is null && !countRunning)
            {
                _running--;
            }
            else if (instance is not null && countRunning)
            {
                _running++;
            }

            return instance is not null;
        }
    }
}
