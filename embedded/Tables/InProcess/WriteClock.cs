using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>
/// Gives every transaction a time of its own, later than all before it, even if the clock stands still, goes back, or the process restarts:
/// the times are the entities' ETags. Used on the writer's thread.
/// </summary>
internal sealed class WriteClock(TimeProvider timeProvider)
{
    /// <summary>Times are promised to the file a second at a time, which costs a write each second instead of one each transaction.</summary>
    private const long PromiseTicks = TimeSpan.TicksPerSecond;

    private long _last;
    private long _promised;

    public void Load(StoreScope scope)
    {
        using var row = scope.Prepare("SELECT promised FROM tables_clock WHERE id=1");
        _promised = row.Step() ? row.Int64(0) : 0;
        _last = _promised;
    }

    public long Next(WriteScope scope)
    {
        _last = Math.Max(_last + 1, timeProvider.GetUtcNow().UtcTicks);
        if (_last > _promised)
        {
            // Not trusted until it is on disk: if this transaction fails, the next one promises again.
            var promised = _last + PromiseTicks;
            scope.Prepare("INSERT INTO tables_clock(id, promised) VALUES(1, ?1) ON CONFLICT(id) DO UPDATE SET promised=?1").Bind(1, promised).Execute();
            scope.AfterCommit(() => _promised = promised);
        }

        return _last;
    }
}
