using Azure;
using Azure.Data.Tables;

namespace StockFlow.Channels.Pushes;

/// <summary>
/// The right to send to one channel. Sessions keep real-time pushes apart from each other and an instance id keeps interval syncs apart,
/// but not one from the other; this row does, by its ETag, over all processes. A holder renews well before its time is up and the time
/// is longer than two requests may take, so that nobody starts sending while an older request is under way.
/// </summary>
internal sealed class ChannelLease
{
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);

    private readonly TableClient _table;
    private readonly ChannelId _channel;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _timeProvider;

    private ChannelLease(TableClient table, ChannelId channel, TimeSpan duration, TimeProvider timeProvider, ChannelSyncState state)
    {
        _table = table;
        _channel = channel;
        _duration = duration;
        _timeProvider = timeProvider;
        State = state;
    }

    public ChannelSyncState State { get; private set; }

    public static async Task<ChannelSyncState?> ReadAsync(TableClient table, ChannelId channel, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(channel.Value, ChannelTables.SyncRow, cancellationToken: cancellationToken);
        return found.HasValue ? ChannelSyncEntity.Read(found.Value!) : null;
    }

    /// <returns>The lease, or why there is none.</returns>
    public static async Task<(ChannelLease? Lease, DrainAnswer? Refusal)> TryTakeAsync(
        TableClient table, ChannelId channel, string owner, TimeSpan duration, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(table, channel, cancellationToken);
        var now = timeProvider.GetUtcNow();
        if (before is { Owner: not null } && before.HeldUntil > now)
        {
            return (null, Busy(now));
        }

        if (before?.RestUntil > now)
        {
            return (null, new DrainAnswer(DrainEnd.Resting, before.RestUntil));
        }

        var state = (before ?? new ChannelSyncState()) with { Owner = owner, HeldUntil = now + duration, LastAttemptAt = now };
        if (before?.Owner is not null)
        {
            // The holder before was cut off: what it sent last is not on record.
            state = state with { DoubtedBefore = now };
        }

        var entity = ChannelSyncEntity.From(channel, state);
        try
        {
            var answer = before is null
                ? await table.AddEntityAsync(entity, cancellationToken)
                : await table.UpdateEntityAsync(entity, before.ETag, TableUpdateMode.Replace, cancellationToken);
            return (new ChannelLease(table, channel, duration, timeProvider, state with { ETag = answer.Headers.ETag!.Value }), null);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return (null, Busy(now));
        }
    }

    /// <summary>Makes sure that the lease lasts for at least half of its whole time.</summary>
    /// <returns>False when it was lost.</returns>
    public async Task<bool> KeepAsync(CancellationToken cancellationToken)
    {
        var now = _timeProvider.GetUtcNow();
        return State.HeldUntil - now >= _duration / 2 || await WriteAsync(State with { HeldUntil = now + _duration }, cancellationToken);
    }

    /// <summary>Gives the channel back.</summary>
    /// <param name="state">How it went.</param>
    /// <param name="isInDoubt">Whether something may have been sent whose end is not on record.</param>
    public Task ReleaseAsync(ChannelSyncState state, bool isInDoubt, CancellationToken cancellationToken) =>
        WriteAsync(
            state with
            {
                Owner = null,
                HeldUntil = default,
                DoubtedBefore = isInDoubt ? _timeProvider.GetUtcNow() : State.DoubtedBefore,
            },
            cancellationToken);

    /// <summary>The holder goes on until nothing is due, but it may have looked for the last time just before.</summary>
    private static DrainAnswer Busy(DateTimeOffset now) => new(DrainEnd.Busy, now + BusyDelay);

    private async Task<bool> WriteAsync(ChannelSyncState state, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _table.UpdateEntityAsync(ChannelSyncEntity.From(_channel, state), State.ETag, TableUpdateMode.Replace, cancellationToken);
            State = state with { ETag = answer.Headers.ETag!.Value };
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return false;
        }
    }
}
