using StockFlow.Auditing;
using StockFlow.Backups;
using StockFlow.Channels;
using StockFlow.Channels.Outbox;
using StockFlow.Messaging;

namespace StockFlow.Telemetry;

/// <summary>Measures what waits. All of it stands in queues and tables, so it does not matter which instance looks, and one is enough.</summary>
public sealed class WorkMeasurement(
    ChannelCatalog channels, ChannelOutbox outbox, QueueGlances queues, AuditStore audit, BackupAge backups, StockFlowMetrics metrics, TimeProvider timeProvider)
{
    /// <summary>Beyond so many differences, they only count as many.</summary>
    private const int DifferencesMax = 1_000;

    /// <summary>Measures the queues, and what each channel does not show yet.</summary>
    public Task MeasureAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(channels.Channels.Select(channel => MeasureAsync(channel, cancellationToken)).Append(MeasureQueuesAsync(cancellationToken)));

    /// <summary>Measures what has to be read through to be known.</summary>
    /// <param name="oldestOrderAt">When the work on the oldest order that is not done began, UTC; null without one.</param>
    public async Task MeasureRecordsAsync(DateTimeOffset? oldestOrderAt, CancellationToken cancellationToken)
    {
        metrics.MeasureOldestOrder(AgeOf(oldestOrderAt, timeProvider.GetUtcNow()));
        metrics.MeasureAuditDifferences(await audit.CountOpenAsync(DifferencesMax, cancellationToken).ConfigureAwait(false));
        if (await backups.FindSinceAsync(cancellationToken).ConfigureAwait(false) is { } since)
        {
            metrics.MeasureBackup(AgeOf(since, timeProvider.GetUtcNow()));
        }
    }

    private async Task MeasureAsync(Channel channel, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var waiting = await outbox.SummariseAsync(channel.Id, now, cancellationToken).ConfigureAwait(false);
        metrics.MeasureOldestChange(channel.Id, AgeOf(waiting.OldestSince, now), channel.Settings.Sync.IntervalAt(now));
    }

    private async Task MeasureQueuesAsync(CancellationToken cancellationToken)
    {
        foreach (var glance in await queues.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            metrics.MeasureQueueAge(glance.Queue, AgeOf(glance.OldestAt, timeProvider.GetUtcNow()));
            metrics.MeasureQueueMessages(glance.Queue, "active", glance.Active);
            metrics.MeasureQueueMessages(glance.Queue, "dead", glance.Dead);
        }
    }

    /// <summary>Clocks differ a little: what is from the future has no age.</summary>
    private static TimeSpan AgeOf(DateTimeOffset? since, DateTimeOffset now) => since < now ? now - since.Value : TimeSpan.Zero;
}
