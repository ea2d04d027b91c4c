using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Microsoft.Extensions.Logging;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Telemetry;

namespace StockFlow.Channels.Polling;

/// <summary>
/// Polls orders by the time of their last update, from a while before the newest one seen, so that a channel that shows orders late
/// loses none. The cursor moves only after a page is safely queued, and only to times that the channel itself has told; a page read
/// twice is queued twice under the same message ids.
/// </summary>
public sealed partial class OrderPoller(
    ChannelCatalog catalog, ChannelTables tables, OrderQueue orders, SyncOptions options, TimeProvider timeProvider, ILogger<OrderPoller> logger)
{
    private const int PagesMax = 10_000;

    /// <summary>How far a timer may fire before its time.</summary>
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(500);

    /// <summary>Polls every channel that is due, all at once. One that fails is noted and does not disturb the others.</summary>
    public async Task PollDueAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(catalog.Channels.Where(channel => channel.Settings.PollInterval is not null).Select(async channel =>
        {
            var cursor = await PollCursor.ReadAsync(tables.Channels, channel.Id, cancellationToken);
            if (cursor.StartedAt is not { } last || timeProvider.GetUtcNow() - last >= channel.Settings.PollInterval!.Value - TimerSlack)
            {
                await PollAsync(channel, cursor, cancellationToken);
            }
        }));
    }

    private async Task PollAsync(Channel channel, PollCursor cursor, CancellationToken cancellationToken)
    {
        using var span = StockFlowTrace.Start(SpanNames.PollOrders)?.SetTag(SpanTags.Channel, channel.Id.Value);
        var now = timeProvider.GetUtcNow();
        try
        {
            var looksFrom = cursor.LooksFrom ?? now - options.FirstPollLookback;
            cursor = await (cursor with { StartedAt = now, LooksFrom = looksFrom }).WriteAsync(tables.Channels, channel.Id, cancellationToken);
            try
            {
                cursor = await PollPagesAsync(channel, cursor, now, cancellationToken);
                cursor = cursor with { CompletedAt = now, LastError = null };
            }
            catch (ChannelException exception)
            {
                LogPollFailed(channel.Id, exception.Failure, exception.Message);

                // Pages that went well have moved the stored cursor on.
                cursor = await PollCursor.ReadAsync(tables.Channels, channel.Id, cancellationToken) with { LastError = exception.Message };
            }

            await cursor.WriteAsync(tables.Channels, channel.Id, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            LogPolledTwice(channel.Id);
        }
    }

    private async Task<PollCursor> PollPagesAsync(Channel channel, PollCursor cursor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = (cursor.SeenUntil ?? cursor.LooksFrom ?? now) - options.PollOverlap;
        string? pageToken = null;
        for (var pages = 1; ; pages++)
        {
            var page = await channel.Connector.ReadOrdersAsync(since, pageToken, cancellationToken);
            await QueueAsync(channel.Id, page, cancellationToken);

            // Never beyond our own time: an order from the future, or a channel hours ahead, must not hide what comes after it.
            // Reading those hours again costs little, as the messages are known by their ids.
            var seen = page.Orders.Select(order => (DateTimeOffset?)order.UpdatedAt).Append(cursor.SeenUntil).Max();
            var seenUntil = seen > now ? Later(cursor.SeenUntil, now) : seen;
            if (seenUntil != cursor.SeenUntil)
            {
                cursor = await (cursor with { SeenUntil = seenUntil }).WriteAsync(tables.Channels, channel.Id, cancellationToken);
            }

            if (page.NextPageToken is null)
            {
                return cursor;
            }

            if (pages == PagesMax || page.NextPageToken == pageToken)
            {
                // The next poll goes on from the cursor.
                throw new ChannelException(ChannelFailure.Rejected, $"{channel.Id} has no last page of orders after page {pages}.");
            }

            pageToken = page.NextPageToken;
        }
    }

    private async Task QueueAsync(ChannelId channel, OrderPage page, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        foreach (var unreadable in page.Unreadable)
        {
            var delivery = new UnreadableDelivery(
                channel, unreadable.Reason, Gzip(unreadable.Body.Span), new Dictionary<string, string> { ["order"] = unreadable.ExternalId }, now, OrderEventSource.Poll);
            await orders.SendAsync(delivery, Convert.ToHexStringLower(SHA256.HashData(unreadable.Body.Span)), cancellationToken);
        }

        await orders.SendAsync(
            [.. page.Orders.Select(order => (new OrderEvent(order, OrderEventSource.Poll, now), DedupeIdOf(order)))],
            cancellationToken);
    }

    /// <summary>Equal for the same snapshot however often it is read, another for any other.</summary>
    internal static string DedupeIdOf(ChannelOrder order)
    {
        var content = new StringBuilder();
        content.Append(CultureInfo.InvariantCulture, $"{order.Id}\n{order.State}\n{order.UpdatedAt.UtcTicks}");
        foreach (var line in order.Lines)
        {
            content.Append(CultureInfo.InvariantCulture, $"\n{JsonEncodedText.Encode(line.LineId)} {JsonEncodedText.Encode(line.Sku ?? string.Empty)} {line.OrderedUnits} {line.ShippedUnits} {line.RestockedUnits}");
        }

        return $"poll-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())))}";
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    private static byte[] Gzip(ReadOnlySpan<byte> body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    [LoggerMessage(2301, LogLevel.Warning, "Polling orders of {Channel} failed ({Failure}): {Reason}")]
    private partial void LogPollFailed(ChannelId channel, ChannelFailure failure, string reason);

    [LoggerMessage(2302, LogLevel.Information, "Orders of {Channel} are being polled by another process")]
    private partial void LogPolledTwice(ChannelId channel);
}
