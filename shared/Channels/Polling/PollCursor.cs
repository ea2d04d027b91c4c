using Azure;
using Azure.Data.Tables;

namespace StockFlow.Channels.Polling;

/// <summary>How far a channel's orders have been polled: one row per channel.</summary>
internal sealed record PollCursor
{
    /// <summary>The newest update time of an order that is safely queued, by the channel's own clock; null before the first.</summary>
    public DateTimeOffset? SeenUntil { get; init; }

    /// <summary>
    /// Where polls look from while no order was seen, UTC: set by the first poll for good. If it moved on with the clock, orders would be
    /// lost to a channel that can't be read for longer than the first poll looks back.
    /// </summary>
    public DateTimeOffset? LooksFrom { get; init; }

    /// <summary>When the last poll began, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the last poll that reached the last page began, UTC.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why the last poll failed; null when it did not.</summary>
    public string? LastError { get; init; }

    public ETag ETag { get; init; }

    public static async Task<PollCursor> ReadAsync(TableClient table, ChannelId channel, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(channel.Value, ChannelTables.PollRow, cancellationToken: cancellationToken);
        return found.HasValue
            ? new PollCursor
            {
                SeenUntil = found.Value!.GetDateTimeOffset("SeenUntil"),
                LooksFrom = found.Value.GetDateTimeOffset("LooksFrom"),
                StartedAt = found.Value.GetDateTimeOffset("StartedAt"),
                CompletedAt = found.Value.GetDateTimeOffset("CompletedAt"),
                LastError = found.Value.GetString("LastError"),
                ETag = found.Value.ETag,
            }
            : new PollCursor();
    }

    /// <exception cref="RequestFailedException">412 or 409: another poll of the channel has written in between; nothing was written.</exception>
    public async Task<PollCursor> WriteAsync(TableClient table, ChannelId channel, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(channel.Value, ChannelTables.PollRow);
        Put("SeenUntil", SeenUntil);
        Put("LooksFrom", LooksFrom);
        Put("StartedAt", StartedAt);
        Put("CompletedAt", CompletedAt);
        Put("LastError", LastError);
        var answer = ETag == default
            ? await table.AddEntityAsync(entity, cancellationToken)
            : await table.UpdateEntityAsync(entity, ETag, TableUpdateMode.Replace, cancellationToken);
        return this with { ETag = answer.Headers.ETag!.Value };

        void Put(string name, object? value)
        {
            if (value is not null)
            {
                entity[name] = value;
            }
        }
    }
}
