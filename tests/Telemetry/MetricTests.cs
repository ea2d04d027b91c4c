using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Telemetry;

/// <summary>Every metric means what it says, and is measured.</summary>
public sealed partial class MetricTests
{
    /// <summary>The constants of the class: what alerts and dashboards go by.</summary>
    private static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(StockFlowMetrics).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.Name != nameof(StockFlowMetrics.MeterName))
            .Select(field => (string)field.GetRawConstantValue()!)
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public async Task Every_metric_is_in_the_document_with_its_unit_and_no_other_is()
    {
        await using var world = await AppWorld.StartAsync();
        using var log = new MetricLog(world.Services);
        var inDocument = Row().Matches(Repository.Read("docs/telemetry.md"))
            .Select(row => (Name: row.Groups[1].Value, Kind: row.Groups[2].Value, Unit: row.Groups[3].Value))
            .Order();

        Assert.Equal(log.Instruments.Where(IsOurs).Select(one => (one.Name, KindOf(one), one.Unit!)).Order(), inDocument);
        Assert.Equal(Names, log.Instruments.Where(IsOurs).Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.All(log.Instruments.Where(IsOurs), one => Assert.EndsWith(".", one.Description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_busy_day_measures_every_metric()
    {
        var folder = Directory.CreateTempSubdirectory("stockflow-metrics-");
        await using var world = await AppWorld.StartAsync(
            ("StockFlow:Channels:till:ShortfallAlert", "00:10:00"), ("StockFlowBackups", $"EmbeddedFolder={folder.FullName}"));
        using var log = new MetricLog(world.Services);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        world.Till.Items["item-2"] = ("TABLE", 0);
        await world.ReceiveAsync("CHAIR", 3);
        await world.PostAsync("channels/till/listings/import");
        Assert.Equal(202, (await world.PostAsync("backups")).Status);
        await world.PassAsync(TimeSpan.FromMinutes(5));

        await world.OrderAsync("1001", ("CHAIR", 2));
        await world.OrderAsync("1002", ("CHAIR", 2));
        Assert.Equal(401, (await world.DeliverAsync(world.OrderBody("1003", ("CHAIR", 1)), secret: "whsec_Zm9yZ2Vk")).Status);
        await ConflictAsync(world, "TABLE");
        world.Till.IsBusy = true;
        await world.ReceiveAsync("TABLE", 1);
        await world.PassAsync(TimeSpan.FromMinutes(15));

        Assert.Empty(Names.Except(log.All.Select(one => one.Name)));
        Assert.Equal(2, log.Sum(StockFlowMetrics.OrdersAccepted));
        Assert.Equal(2, log.Sum(StockFlowMetrics.Webhooks, "channel=till outcome=accepted"));
        Assert.Equal(1, log.Sum(StockFlowMetrics.WebhooksRefused, "channel=till reason=bad-signature"));
        Assert.Equal(1, log.Sum(StockFlowMetrics.Conflicts));
        Assert.Equal(1, log.Sum(StockFlowMetrics.ShortfallAlerts, "channel=till"));
        Assert.Equal(1, log.Sum(StockFlowMetrics.Reservations, "outcome=set"));
        Assert.True(log.Sum(StockFlowMetrics.Reservations, "outcome=short") >= 1);
        Assert.True(log.Sum(StockFlowMetrics.Throttles, "channel=till") >= 1);
        Assert.True(log.Sum(StockFlowMetrics.Pushes, "channel=till outcome=acknowledged") >= 1);
        Assert.True(log.Sum(StockFlowMetrics.Pushes, "channel=till outcome=failed") >= 1);
        Assert.InRange(log.Last(StockFlowMetrics.BackupAge), 900, 1200);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_age_of_backups_grows_also_where_there_was_never_one_and_where_they_cannot_be_looked_at()
    {
        var folder = Directory.CreateTempSubdirectory("stockflow-metrics-");
        await using var world = await AppWorld.StartAsync(("StockFlowBackups", $"EmbeddedFolder={folder.FullName}"), ("StockFlowBackUpSchedule", "0 0 0 1 1 *"));
        using (var log = new MetricLog(world.Services))
        {
            await world.PassAsync(TimeSpan.FromMinutes(21));
            Assert.InRange(log.Last(StockFlowMetrics.BackupAge), 900, 1260);
        }

        // Remembered over a restart; then one is made, and the place is lost.
        await world.RestartAsync();
        using (var log = new MetricLog(world.Services))
        {
            await world.PassAsync(TimeSpan.FromMinutes(6));
            Assert.InRange(log.Last(StockFlowMetrics.BackupAge), 1200, 1620);
            await world.PostAsync("backups");
            await world.PassAsync(TimeSpan.FromMinutes(6));
            Assert.InRange(log.Last(StockFlowMetrics.BackupAge), 1, 360);
            folder.Delete(recursive: true);
            await world.PassAsync(TimeSpan.FromMinutes(10));
            Assert.InRange(log.Last(StockFlowMetrics.BackupAge), 600, 960);
        }

        Assert.Empty((await world.GetAsync("failures")).Items);
    }

    [Fact]
    public async Task A_damaged_manifest_makes_no_backup_younger_and_stops_no_other_measurement()
    {
        var folder = Directory.CreateTempSubdirectory("stockflow-metrics-");
        await using var world = await AppWorld.StartAsync(("StockFlowBackups", $"EmbeddedFolder={folder.FullName}"), ("StockFlowBackUpSchedule", "0 0 0 1 1 *"));
        using var log = new MetricLog(world.Services);
        var forged = folder.CreateSubdirectory("backups/20990101T000000000Z");
        await File.WriteAllTextAsync(Path.Combine(forged.FullName, "manifest.json"), "gibberish", AppWorld.Cancellation);

        await world.PassAsync(TimeSpan.FromMinutes(21));

        Assert.InRange(log.Last(StockFlowMetrics.BackupAge), 900, 1260);
        Assert.Equal(0, log.Last(StockFlowMetrics.Failures, "kind=push"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Freshness_is_the_time_from_the_event_to_the_acknowledgement_and_the_gauges_tell_what_waits()
    {
        await using var world = await AppWorld.StartAsync(("StockFlow:Channels:till:SyncInterval", "00:10:00"));
        using var log = new MetricLog(world.Services);
        world.Till.Items["item-1"] = ("CHAIR", 0);
        await world.ReceiveAsync("CHAIR", 3);
        await world.PostAsync("channels/till/listings/import");
        await world.PassAsync(TimeSpan.FromMinutes(31));

        // The first change of an interval is told at once; the next one waits for the next interval.
        await world.ReceiveAsync("CHAIR", 1);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        var before = log.All.Count(one => one.Name == StockFlowMetrics.Freshness);

        await world.ReceiveAsync("CHAIR", 1);
        await world.PassAsync(TimeSpan.FromMinutes(4));

        // Measured at the last 20th second; what the first receipt announced once more may be a little older.
        var age = log.Last(StockFlowMetrics.ChangesWaitingAge, "channel=till");
        Assert.InRange(age, 180, 360);
        Assert.Equal(600, log.Last(StockFlowMetrics.ChangesWaitingInterval, "channel=till"));

        await world.PassAsync(TimeSpan.FromMinutes(7));

        var freshness = log.All.Where(one => one.Name == StockFlowMetrics.Freshness).Skip(before).Single();
        Assert.Equal("channel=till", freshness.Tags);
        Assert.InRange(freshness.Value, age, 600);
        Assert.Equal(0, log.Last(StockFlowMetrics.ChangesWaitingAge, "channel=till"));
        Assert.Equal(0, log.Last(StockFlowMetrics.QueueAge, $"queue={QueueNames.OrderEvents}"));
    }

    [Fact]
    public async Task Dead_letters_are_measured_and_what_is_scheduled_does_not_wait()
    {
        await using var world = await AppWorld.StartAsync();
        using var log = new MetricLog(world.Services);
        Assert.Equal(202, (await world.DeliverAsync("""{"type":"order.updated","data":7}""")).Status);
        await world.IdleAsync();

        // A receipt is announced once more a minute later: until then that message waits for nobody.
        await world.ReceiveAsync("CHAIR", 1);
        await world.IdleAsync();
        await world.Services.GetRequiredService<WorkMeasurement>().MeasureAsync(AppWorld.Cancellation);

        Assert.Equal(1, log.Last(StockFlowMetrics.QueueMessages, $"queue={QueueNames.OrderEvents} state=dead"));
        Assert.Equal(0, log.Last(StockFlowMetrics.QueueMessages, $"queue={QueueNames.StockChanges} state=active"));
        Assert.Equal(0, log.Last(StockFlowMetrics.QueueAge, $"queue={QueueNames.StockChanges}"));
    }

    private static bool IsOurs(Instrument instrument) => instrument.Meter.Name == StockFlowMetrics.MeterName;

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0].ToLowerInvariant();

    /// <summary>A second process writes between two writes of the first, which then finds its head outdated.</summary>
    private static async Task ConflictAsync(AppWorld world, string sku)
    {
        var services = world.Services;
        var ours = services.GetRequiredService<StockLedger>();
        var theirs = new StockLedger(
            services.GetRequiredService<StorageTables>(),
            services.GetRequiredService<StockLedgerOptions>(),
            services.GetRequiredService<StockFlowMetrics>(),
            TimeProvider.System,
            new Jitter(new Random(1)));
        foreach (var (ledger, id) in new[] { (ours, "one"), (theirs, "two"), (ours, "three") })
        {
            var done = ledger.ExecuteAsync(new ReceiveUnits(id, Sku.Parse(sku), LocationId.Parse("leeds"), 1), AppWorld.Cancellation);
            while (!done.IsCompleted)
            {
                // A writer that lost waits a moment on the app's clock.
                await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, AppWorld.Cancellation));
                world.Time.Advance(TimeSpan.FromMilliseconds(5));
            }

            await done;
        }
    }

    [GeneratedRegex(@"^\| `(stockflow\.[a-z.]+)` \| (\w+) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
