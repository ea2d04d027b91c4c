using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Channels.Pushes;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows every channel and how fresh it is.</summary>
public sealed class ListChannels(ChannelStatusReader channels)
{
    [Function(nameof(ListChannels))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "channels")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var all = await channels.ReadAllAsync(cancellationToken);
        return ApiJson.Ok(new Page([.. all.Items.Select(StatusView.Of)], UnreadableView.Of(all.Unreadable)));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<StatusView> Items,
        [property: JsonPropertyName("unreadable")] IReadOnlyList<UnreadableView>? Unreadable);

    private sealed record StatusView(
        [property: JsonPropertyName("channel")] ChannelId Channel,
        [property: JsonPropertyName("kind")] string Kind,
        [property: JsonPropertyName("syncInterval")] string SyncInterval,
        [property: JsonPropertyName("pollInterval")] string PollInterval,
        [property: JsonPropertyName("locations")] IReadOnlyList<LocationId> Locations,
        [property: JsonPropertyName("lastAttemptAt")] DateTimeOffset? LastAttemptAt,
        [property: JsonPropertyName("lastSuccessAt")] DateTimeOffset? LastSuccessAt,
        [property: JsonPropertyName("lastError")] string? LastError,
        [property: JsonPropertyName("restUntil")] DateTimeOffset? RestUntil,
        [property: JsonPropertyName("waitingSkus")] int WaitingSkus,
        [property: JsonPropertyName("oldestUnpublishedSince")] DateTimeOffset? OldestUnpublishedSince,
        [property: JsonPropertyName("p50Seconds")] double? P50Seconds,
        [property: JsonPropertyName("p95Seconds")] double? P95Seconds,
        [property: JsonPropertyName("counts")] PushCounts Counts,
        [property: JsonPropertyName("lastPollAt")] DateTimeOffset? LastPollAt,
        [property: JsonPropertyName("pollError")] string? PollError)
    {
        public static StatusView Of(ChannelStatus status) => new(
            status.Channel.Id,
            status.Channel.Kind,
            status.Channel.Sync.Interval == TimeSpan.Zero ? "realtime" : Text(status.Channel.Sync.Interval),
            status.Channel.PollInterval is { } poll ? Text(poll) : "never",
            status.Channel.Locations,
            status.LastAttemptAt,
            status.LastSuccessAt,
            status.LastError,
            status.RestUntil,
            status.Waiting,
            status.OldestUnpublishedSince,
            status.P50?.TotalSeconds,
            status.P95?.TotalSeconds,
            status.Counts,
            status.LastPollAt,
            status.PollError);

        /// <summary>As it is written in settings.</summary>
        private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
    }
}
