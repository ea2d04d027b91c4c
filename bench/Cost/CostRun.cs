using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockFlow.Bench.Load;
using StockFlow.Bench.Scenarios;
using StockFlow.Simulator.Clock;

namespace StockFlow.Bench.Cost;

/// <summary>Runs of the real app whose requests are counted.</summary>
internal static class CostRun
{
    public const int Items = 2_000;
    private const int Channels = 4;
    private const int OpeningUnits = 1_000_000;
    private const int WarmUpOrders = 100;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Longer than anything is kept in memory, so that every order finds the app as if it were the first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    /// <summary>Orders minutes apart, each alone: nothing is shared, so this is the most an order costs.</summary>
    public static async Task<Tally> QuietAsync(ScenarioContext context, int orders)
    {
        using var clock = new SimulatedClock(Start);
        return await OrdersAsync(context, orders, clock, async (load, app, shops) =>
        {
            for (var order = 0; order < orders; order++)
            {
                await load.SendAsync(WarmUpOrders + order, 1, new LatencyRecorder(0));
                await shops.WhenToldAsync(app);
                clock.JumpTo(clock.GetUtcNow() + Pause);
            }
        });
    }

    /// <summary>All orders at once: what can be done together is.</summary>
    public static Task<Tally> RushAsync(ScenarioContext context, int orders) =>
        OrdersAsync(context, orders, TimeProvider.System, async (load, app, shops) =>
        {
            await load.SendAsync(WarmUpOrders, orders, new LatencyRecorder(0));
            await shops.WhenToldAsync(app);
        });

    /// <summary>A day on which nothing happens.</summary>
    public static async Task<Tally> IdleDayAsync(ScenarioContext context)
    {
        using var clock = new SimulatedClock(Start);
        await using var shops = await Shops.OpenAsync(Channels, Items, OpeningUnits, clock);
        var meter = new CostMeter();
        var settings = shops.Settings.Where(setting => !setting.Key.EndsWith(":PollInterval", StringComparison.Ordinal));
        await using var app = await StartAsync(context, settings, meter, clock);
        await FillAsync(app, shops);
        await PassAsync(app, clock, TimeSpan.FromHours(2));

        var before = meter.Read();
        await PassAsync(app, clock, TimeSpan.FromDays(1));
        return meter.Read().Since(before);
    }

    private static async Task<Tally> OrdersAsync(
        ScenarioContext context, int orders, TimeProvider clock, Func<WebhookLoad, RunningApp, Shops, Task> send)
    {
        await using var shops = await Shops.OpenAsync(Channels, Items, OpeningUnits, clock);
        var meter = new CostMeter();

        // Timers are counted by the idle day.
        var never = AppFunctions.ScheduleSettings.Select(name => KeyValuePair.Create(name, "0 0 0 1 1 *"));
        await using var app = await StartAsync(context, shops.Settings.Concat(never), meter, clock);
        await FillAsync(app, shops);
        using var load = await WebhookLoad.OpenAsync(app.Address, Shops.Orders.Value, Shops.Secret, Items);
        await load.SendAsync(0, WarmUpOrders, new LatencyRecorder(0));
        await shops.WhenToldAsync(app);

        var before = meter.Read();
        await send(load, app, shops);
        var tally = meter.Read().Since(before);
        await OrderChecks.CheckOrdersAsync(app, WarmUpOrders + orders);
        shops.Check(await OrderChecks.CheckLevelsAsync(app, WarmUpOrders + orders, Items, OpeningUnits));
        return tally;
    }

    private static async Task FillAsync(RunningApp app, Shops shops)
    {
        await app.ReceiveAsync(Items, OpeningUnits);
        await shops.ListAsync(app);
        await app.WhenIdleAsync();
    }

    private static Task<RunningApp> StartAsync(
        ScenarioContext context, IEnumerable<KeyValuePair<string, string>> settings, CostMeter meter, TimeProvider clock) =>
        RunningApp.StartAsync(context, settings, builder =>
        {
            builder.Services.AddSingleton(clock);
            builder.Services.AddSingleton<TableServiceClient>(_ => new MeteredTables(context.StoreConnection, meter));
            builder.Services.AddSingleton<ServiceBusClient>(_ => new MeteredQueues(context.StoreConnection, meter));
            builder.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new MeteredCalls(meter)));
            builder.UseMiddleware((function, next) => meter.RunAsync(function.FunctionDefinition.Name, next));
        });

    private static async Task PassAsync(RunningApp app, SimulatedClock clock, TimeSpan time)
    {
        for (var end = clock.GetUtcNow() + time; clock.GetUtcNow() < end;)
        {
            await app.WhenIdleAsync();
            clock.JumpTo(clock.NextDue is { } next && next < end ? next : end);
            while (clock.CallbacksRunning > 0)
            {
                await Task.Yield();
            }
        }

        await app.WhenIdleAsync();
    }
}
