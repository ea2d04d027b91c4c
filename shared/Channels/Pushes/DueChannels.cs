using StockFlow.Channels.Outbox;

namespace StockFlow.Channels.Pushes;

/// <summary>Finds channels that have something to be told and whose time has come.</summary>
public sealed class DueChannels(ChannelCatalog catalog, ChannelTables tables, ChannelOutbox outbox, TimeProvider timeProvider)
{
    /// <summary>A real-time channel's entry as old as this has lost its wake-up, or was to be tried again.</summary>
    private static readonly TimeSpan WakeUpGrace = TimeSpan.FromSeconds(10);

    /// <returns>Real-time channels to be woken, and interval channels to be synced. A channel without anything due is in neither.</returns>
    public async Task<(IReadOnlyList<ChannelId> ToWake, IReadOnlyList<ChannelId> ToSync)> FindAsync(CancellationToken cancellationToken)
    {
        var toWake = new List<ChannelId>();
        var toSync = new List<ChannelId>();
        var now = timeProvider.GetUtcNow();
        foreach (var channel in catalog.Channels)
        {
            var interval = channel.Settings.Sync.IntervalAt(now);
            var isRealTime = interval == TimeSpan.Zero;
            var state = await ChannelLease.ReadAsync(tables.Channels, channel.Id, cancellationToken);
            if (state?.RestUntil > now || (!isRealTime && !IsNextSlot(state?.LastAttemptAt, now, interval)))
            {
                continue;
            }

            var due = await outbox.ReadDueAsync(channel.Id, isRealTime ? now - WakeUpGrace : now, 1, cancellationToken);
            if (due.Count > 0)
            {
                (isRealTime ? toWake : toSync).Add(channel.Id);
            }
        }

        return (toWake, toSync);
    }

    /// <summary>
    /// Whether a new interval, counted from midnight UTC, has begun since the last attempt. Counting from the last attempt would lose the
    /// time between two checks with each sync.
    /// </summary>
    internal static bool IsNextSlot(DateTimeOffset? last, DateTimeOffset now, TimeSpan interval) =>
        last is not { } before || before.UtcTicks / interval.Ticks < now.UtcTicks / interval.Ticks;
}
