using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels.Outbox;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Telemetry;

/// <summary>One event is one trace, whatever queues, orchestrations, rows and restarts it goes through.</summary>
public sealed class TraceTests
{
    private static readonly string[] Channels = ["shop-eu", "shop-uk", "till"];

    [Fact]
    public async Task A_webhook_is_one_trace_up_to_the_last_channels_acknowledgement()
    {
        using var spans = new SpanLog();
        await using var world = await OpenAsync();

        var trace = await DeliverAsync(world, spans, "1001");
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var seen = spans.Of(trace);
        Assert.Equal(
            [
                SpanNames.AcceptOrderEvent, SpanNames.Acknowledged, SpanNames.FanOut, SpanNames.PushChannel,
                SpanNames.PushQuantities, SpanNames.ReceiveWebhook, SpanNames.ReserveWhole,
            ],
            seen.Where(IsOurs).Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Channels, AcknowledgedBy(seen));

        // Every span but the first hangs below another of the trace.
        var ids = seen.Select(span => span.SpanId).ToHashSet();
        Assert.Single(seen, span => !ids.Contains(span.ParentSpanId));
    }

    [Fact]
    public async Task The_acknowledgement_lasts_from_the_event_to_the_channels_answer()
    {
        using var spans = new SpanLog();
        await using var world = await OpenAsync();
        world.Till.IsDown = true;
        var deliveredAt = world.Time.GetUtcNow();

        var trace = await DeliverAsync(world, spans, "1001");
        await world.IdleAsync();
        world.Time.Advance(TimeSpan.FromMinutes(4));
        world.Till.IsDown = false;
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var acknowledged = Assert.Single(spans.Of(trace), span => span.OperationName == SpanNames.Acknowledged && ChannelOf(span) == "till");
        Assert.Equal(deliveredAt.UtcDateTime, acknowledged.StartTimeUtc);
        Assert.InRange(acknowledged.Duration, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        Assert.Contains(spans.Of(trace), span => span is { OperationName: SpanNames.PushQuantities, Status: ActivityStatusCode.Error });
    }

    [Fact]
    public async Task A_restart_before_the_channels_are_told_does_not_cut_the_trace()
    {
        using var spans = new SpanLog();
        await using var world = await OpenAsync();
        world.Till.IsDown = true;
        var trace = await DeliverAsync(world, spans, "1001");
        await world.IdleAsync();
        Assert.Empty(AcknowledgedBy(spans.Of(trace)));

        await world.RestartAsync();
        world.Till.IsDown = false;
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(Channels, AcknowledgedBy(spans.Of(trace)));
    }

    [Fact]
    public async Task Events_that_end_in_one_push_keep_their_traces_and_the_push_names_them_all()
    {
        using var spans = new SpanLog();
        await using var world = await OpenAsync();
        world.Till.IsDown = true;
        var one = await DeliverAsync(world, spans, "1001", "CHAIR");
        await world.IdleAsync();
        var other = await DeliverAsync(world, spans, "1002", "TABLE");
        await world.IdleAsync();

        world.Till.IsDown = false;
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(Channels, AcknowledgedBy(spans.Of(one)));
        Assert.Equal(Channels, AcknowledgedBy(spans.Of(other)));
        Assert.Contains(
            spans.All.Where(span => span.OperationName == SpanNames.PushQuantities && ChannelOf(span) == "till"),
            span => Traces(span).IsSupersetOf([one, other]));
    }

    [Fact]
    public async Task Changes_of_one_item_that_are_fanned_out_together_are_all_acknowledged()
    {
        using var spans = new SpanLog();
        await using var world = await OpenAsync();
        var traces = Enumerable.Range(0, 3).Select(_ => new Activity("event") { ActivityTraceFlags = ActivityTraceFlags.Recorded }).ToList();
        traces.ForEach(activity => activity.Start().Stop());

        // Straight into the ledger: a receipt over the API is announced by itself, and its number may be told before these changes are.
        await world.Services.GetRequiredService<StockLedger>().ExecuteAsync(
            new ReceiveUnits("unannounced", Sku.Parse("CHAIR"), LocationId.Parse("london"), 1, null, null), AppWorld.Cancellation);

        await world.Services.GetRequiredService<StockFanOut>().FanOutAsync(
            [.. traces.Select(activity => new StockChanged(Sku.Parse("CHAIR"), world.Time.GetUtcNow()) { TraceParent = activity.Id })], AppWorld.Cancellation);
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.All(traces, activity => Assert.Contains(ChannelsOf(activity), channel => channel == "shop-eu"));

        IEnumerable<string?> ChannelsOf(Activity activity) => AcknowledgedBy(spans.Of(activity.TraceId));
    }

    [Fact]
    public void A_row_keeps_each_trace_once_and_no_more_than_eight()
    {
        var traces = Enumerable.Range(0, 20).Select(number => $"00-{number:x32}-{number:x16}-01").ToList();

        var joined = traces.Concat(traces).Aggregate((string?)null, StockFlowTrace.Join);

        Assert.Equal(traces.Take(8), StockFlowTrace.Split(joined));
        Assert.Empty(StockFlowTrace.Split(null));
    }

    [Fact]
    public void What_is_not_recorded_is_not_carried_on()
    {
        Assert.Null(StockFlowTrace.Current);
        using var unrecorded = new Activity("unrecorded").Start();

        Assert.Null(StockFlowTrace.Current);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("nonsense")]
    public void A_traceparent_that_makes_no_sense_begins_a_trace_of_its_own(string? traceParent)
    {
        using var spans = new SpanLog();

        using var span = StockFlowTrace.Continue(SpanNames.SetReservations, traceParent);

        Assert.NotNull(span);
        Assert.Null(span.ParentId);
    }

    private static async Task<AppWorld> OpenAsync()
    {
        var world = await AppWorld.StartAsync([.. Http("shop-uk", "realtime"), .. Http("shop-eu", "00:01:00")]);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        world.Till.Items["item-2"] = ("TABLE", 0);
        await world.ReceiveAsync("CHAIR", 10);
        await world.ReceiveAsync("TABLE", 10);
        foreach (var channel in Channels)
        {
            await world.PostAsync($"channels/{channel}/listings/import");
        }

        // Until nothing is left to be confirmed.
        await world.PassAsync(TimeSpan.FromMinutes(4));
        return world;
    }

    private static IEnumerable<(string, string)> Http(string id, string interval) =>
    [
        ($"StockFlow:Channels:{id}:Kind", "http"),
        ($"StockFlow:Channels:{id}:Endpoint", "https://till.example.com/till"),
        ($"StockFlow:Channels:{id}:PollInterval", "never"),
        ($"StockFlow:Channels:{id}:SyncInterval", interval),
        ($"StockFlow:Channels:{id}:WebhookSecret", AppWorld.Secret),
    ];

    /// <summary>Delivers an order, from a sender whose own trace is not recorded: that must not decide about ours.</summary>
    private static async Task<ActivityTraceId> DeliverAsync(AppWorld world, SpanLog spans, string order, string sku = "CHAIR")
    {
        using var sender = new Activity("sender").Start();
        Assert.Equal(202, (await world.DeliverAsync(world.OrderBody(order, (sku, 2)))).Status);
        var received = spans.All.Single(span => span.OperationName == SpanNames.ReceiveWebhook && Traces(span).Contains(sender.TraceId));
        Assert.NotEqual(sender.TraceId, received.TraceId);
        return received.TraceId;
    }

    private static bool IsOurs(Activity span) => span.Source.Name == StockFlowTrace.SourceName;

    private static string? ChannelOf(Activity span) => span.GetTagItem(SpanTags.Channel) as string;

    private static IEnumerable<string?> AcknowledgedBy(IEnumerable<Activity> spans) =>
        spans.Where(span => span.OperationName == SpanNames.Acknowledged).Select(ChannelOf).Distinct().Order(StringComparer.Ordinal);

    private static HashSet<ActivityTraceId> Traces(Activity span) => [span.TraceId, .. span.Links.Select(link => link.Context.TraceId)];
}
