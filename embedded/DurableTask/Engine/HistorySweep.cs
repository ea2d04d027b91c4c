using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.DurableTask;

/// <summary>Deletes the histories of ended orchestrations once they are old enough, a batch at a time.</summary>
internal sealed class HistorySweep(EmbeddedStore store, TimeSpan retention) : IDisposable
{
    private const int BatchSize = 500;
    private const string Swept = "swept";

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private long _sweptUpToTicks = store.Read(scope => DurableTables.Number(scope, Swept));
    private Task _current = Task.CompletedTask;

    /// <summary>Ended instances created up to here have no history any more; UTC.</summary>
    public long SweptUpToTicks => Volatile.Read(ref _sweptUpToTicks);

    public void Start()
    {
        var interval = TimeSpan.FromTicks(Math.Clamp(retention.Ticks / 4, TimeSpan.TicksPerMinute, TimeSpan.TicksPerHour));
        _timer = store.TimeProvider.CreateTimer(_ => _ = SweepAsync(), null, interval, interval);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Cancel();
    }

    /// <summary>Sweeps now; joins a sweep that is under way.</summary>
    public Task SweepAsync()
    {
        lock (_gate)
        {
            return _current = _current.IsCompleted ? SweepToAsync(store.TimeProvider.GetUtcNow().UtcTicks - retention.Ticks) : _current;
        }
    }

    private async Task SweepToAsync(long until)
    {
        try
        {
            while (await store.WriteAsync(scope => SweepBatch(scope, until), _stopping.Token))
            {
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or StoreException)
        {
            // Goes on at the next interval, or after the next start, where it stopped.
        }
    }

    /// <returns>Whether there may be more.</returns>
    private bool SweepBatch(WriteScope scope, long until)
    {
        var from = SweptUpToTicks;
        if (until <= from)
        {
            return false;
        }

        var ended = new List<long>();
        var last = until;
        using (var read = scope.Prepare(
            $"SELECT seq, created_at, {DurableTables.IsEnded} FROM durable_instances WHERE created_at>?1 AND created_at<=?2 ORDER BY created_at")
            .Bind(1, from).Bind(2, until))
        {
            // A batch ends between two different times of creation, so that none is passed over.
            while (read.Step() && (ended.Count < BatchSize || read.Int64(1) == last))
            {
                last = ended.Count < BatchSize - 1 ? until : read.Int64(1);
                if (read.Int64(2) != 0)
                {
                    ended.Add(read.Int64(0));
                }
            }
        }

        ended.ForEach(sequence => DurableTables.DeleteHistory(scope, sequence));
        DurableTables.SetNumber(scope, Swept, last);
        scope.AfterCommit(() => Volatile.Write(ref _sweptUpToTicks, last));
        return last < until;
    }
}
