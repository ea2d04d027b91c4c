using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Telemetry;

namespace StockFlow.Channels.Outbox;

/// <summary>How an outbox entry is stored, and the partial writes that are made to it.</summary>
internal static class OutboxEntity
{
    public const string NextAttemptAt = "NextAttemptAt";
    public const string Since = "Since";
    public const string ChangedAt = "ChangedAt";

    private const string Attempts = "Attempts";
    private const string ConfirmAfter = "ConfirmAfter";
    private const string LastError = "LastError";
    private const string MovedAt = "MovedAt";
    private const string TraceParents = "TraceParents";
    private const int LastErrorLengthMax = 500;

    /// <summary>
    /// That the row is there says that the channel has to be told. What can't be read of it reads as long due: it is in sight, and stops
    /// none of the channel's others.
    /// </summary>
    public static OutboxEntry Read(TableEntity entity) =>
        new(
            ChannelTables.SkuOf(entity.RowKey),
            TimeOf(entity, Since) ?? DateTimeOffset.UnixEpoch,
            TimeOf(entity, ChangedAt) ?? DateTimeOffset.UnixEpoch,
            entity[Attempts] as int? ?? 0,
            TimeOf(entity, NextAttemptAt) ?? DateTimeOffset.UnixEpoch,
            TimeOf(entity, ConfirmAfter),
            TextOf(entity, LastError),
            TimeOf(entity, MovedAt),
            StockFlowTrace.IsOn ? TextOf(entity, TraceParents) : null,
            entity.ETag);

    public static TableEntity New(ChannelId channel, PendingChange change, DateTimeOffset? confirmAfter)
    {
        var entity = Touch(channel, change, confirmAfter);
        entity[Since] = change.ChangedAt;
        entity[Attempts] = 0;
        return entity;
    }

    /// <summary>A further change: due at once, as a new number may be taken where the last was refused.</summary>
    public static TableEntity Touch(ChannelId channel, PendingChange change, DateTimeOffset? confirmAfter)
    {
        var entity = Key(channel, change.Sku);
        entity[ChangedAt] = change.ChangedAt;
        entity[NextAttemptAt] = change.ChangedAt;

        // Never taken back here: whoever sends may not have seen the move yet. It goes with the entry.
        if (change.MovedAt is { } movedAt)
        {
            entity[MovedAt] = movedAt;
        }

        if (confirmAfter is { } after)
        {
            entity[ConfirmAfter] = after;
        }

        // While traces are recorded the newest events' replace those before, also where there are none: an old one must not be told of again.
        if (StockFlowTrace.IsOn)
        {
            entity[TraceParents] = change.TraceParents ?? string.Empty;
        }

        return entity;
    }

    /// <summary>Acknowledged, and to be sent once more later. Its age does not count, so its times lie ahead.</summary>
    public static TableEntity Confirm(ChannelId channel, Sku sku, DateTimeOffset at)
    {
        var entity = Key(channel, sku);
        entity[Since] = at;
        entity[ChangedAt] = at;
        entity[NextAttemptAt] = at;
        entity[Attempts] = 0;
        entity[LastError] = string.Empty;
        return entity;
    }

    public static TableEntity Retry(ChannelId channel, Sku sku, int attempts, string error, DateTimeOffset? nextAttemptAt, DateTimeOffset? confirmAfter)
    {
        var entity = Key(channel, sku);
        entity[Attempts] = attempts;
        entity[LastError] = error.Length > LastErrorLengthMax ? error[..LastErrorLengthMax] : error;
        if (nextAttemptAt is { } next)
        {
            entity[NextAttemptAt] = next;
        }

        if (confirmAfter is { } after)
        {
            entity[ConfirmAfter] = after;
        }

        return entity;
    }

    /// <summary>Acknowledged, while a further change came in: its age counts from the newest event that was seen before sending.</summary>
    public static TableEntity Overtaken(ChannelId channel, Sku sku, DateTimeOffset since)
    {
        var entity = Key(channel, sku);
        entity[Since] = since;
        entity[Attempts] = 0;
        entity[LastError] = string.Empty;
        return entity;
    }

    public static TableEntity Key(ChannelId channel, Sku sku) => new(channel.Value, ChannelTables.OutboxKey(sku));

    private static DateTimeOffset? TimeOf(TableEntity entity, string name) =>
        entity[name] switch { DateTimeOffset time => time, DateTime time => new DateTimeOffset(time), _ => null };

    private static string? TextOf(TableEntity entity, string name) => entity[name] is string { Length: > 0 } text ? text : null;
}
