using EmbeddedFunctions.Store;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.Functions;

/// <summary>The last run of each monitored timer, kept in the store.</summary>
internal sealed class TimerRecords
{
    private readonly EmbeddedStore _store;

    public TimerRecords(EmbeddedStore store)
    {
        _store = store;
        store.EnsureSchema(
            "timers",
            "CREATE TABLE timers(function TEXT PRIMARY KEY, last INTEGER NOT NULL, next INTEGER NOT NULL, updated INTEGER NOT NULL) WITHOUT ROWID");
    }

    /// <returns>Null for a function that was never scheduled.</returns>
    public ScheduleStatus? Read(string function) => _store.Read(scope =>
    {
        using var row = scope.Prepare("SELECT last, next, updated FROM timers WHERE function=?1").Bind(1, function);
        return row.Step()
            ? new ScheduleStatus { Last = Utc(row.Int64(0)), Next = Utc(row.Int64(1)), LastUpdated = Utc(row.Int64(2)) }
            : null;
    });

    public Task WriteAsync(string function, ScheduleStatus status) => _store.WriteAsync(scope => scope
        .Prepare("INSERT INTO timers(function, last, next, updated) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(function) DO UPDATE SET last=?2, next=?3, updated=?4")
        .Bind(1, function).Bind(2, status.Last.Ticks).Bind(3, status.Next.Ticks).Bind(4, status.LastUpdated.Ticks).Execute());

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);
}
