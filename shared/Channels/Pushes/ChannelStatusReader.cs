using StockFlow.Channels.Outbox;
using StockFlow.Channels.Polling;
using StockFlow.Storage;

namespace StockFlow.Channels.Pushes;

/// <summary>Reads how fresh the channels are.</summary>
public sealed class ChannelStatusReader(ChannelCatalog catalog, ChannelTables tables, ChannelOutbox outbox, TimeProvider timeProvider)
{
    /// <summary>All channels, by id, on one page.</summary>
    public async Task<ListPage<ChannelStatus>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(catalog.Channels.Select(ReadOneAsync));
        return new ListPage<ChannelStatus>([.. found.Select(one => one.Status).OfType<ChannelStatus>()], [.. found.Select(one => one.Fault).OfType<UnreadableRow>()], null);

        async Task<(ChannelStatus? Status, UnreadableRow? Fault)> ReadOneAsync(Channel channel)
        {
            try
            {
                return (await ReadAsync(channel, cancellationToken), null);
            }
            catch (Exception e) when (UnreadableRecord.IsRow(e))
            {
                return (null, new UnreadableRow($"{tables.Channels.Name}/{channel.Id}", e.Message));
            }
        }
    }

    /// <returns>Null for a channel that is not configured.</returns>
    public async Task<ChannelStatus?> ReadAsync(ChannelId id, CancellationToken cancellationToken) =>
        catalog.TryGet(id, out var channel) ? await ReadAsync(channel, cancellationToken) : null;

    private async Task<ChannelStatus> ReadAsync(Channel channel, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var state = await ChannelLease.ReadAsync(tables.Channels, channel.Id, cancellationToken) ?? new ChannelSyncState();
        var waiting = await outbox.SummariseAsync(channel.Id, now, cancellationToken);
        var poll = await PollCursor.ReadAsync(tables.Channels, channel.Id, cancellationToken);
        return new ChannelStatus(
            channel.Settings,
            state.LastAttemptAt,
            state.LastSuccessAt,
            state.LastError,
            state.RestUntil > now ? state.RestUntil : null,
            waiting.Waiting,
            waiting.OldestSince,
            state.P50,
            state.P95,
            state.Counts,
            poll.CompletedAt,
            poll.LastError);
    }
}
