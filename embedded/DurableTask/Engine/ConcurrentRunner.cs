namespace EmbeddedFunctions.DurableTask;

/// <summary>Runs items on the thread pool in order of arrival, at most a set number at a time.</summary>
internal sealed class ConcurrentRunner<T>(int concurrencyMax, Func<T, Task> run)
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private int _running;
    private bool _closed;

    /// <returns>False once closed: the item was not taken.</returns>
    public bool TryAdd(T item)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            if (_running == concurrencyMax)
            {
                _waiting.Enqueue(item);
                return true;
            }

            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Runner.Start(state.Item), (Runner: this, Item: item), preferLocal: false);
        return true;
    }

    /// <summary>Takes nothing more; what runs is finished.</summary>
    /// <returns>How many waiting items were dropped.</returns>
    public int Close()
    {
        lock (_gate)
        {
            _closed = true;
            var dropped = _waiting.Count;
            _waiting.Clear();
            return dropped;
        }
    }

    private async void Start(T item)
    {
        var next = item;
        do
        {
            await run(next);
        }
        while (TryNext(out next!));
    }

    private bool TryNext(out T? item)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out item))
            {
                return true;
            }

            _running--;
            return false;
        }
    }
}
