using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class ContinueAsNewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_over_with_its_new_input_and_an_empty_history()
    {
        await using var world = await new DurableWorld()
            .Activity<int, int>("Add", n => n + 1)
            .Orchestrator("Loop", async context =>
            {
                var n = await context.CallActivityAsync<int>("Add", context.GetInput<int>());
                if (n < 50)
                {
                    context.ContinueAsNew(n);
                }

                return n;
            })
            .StartAsync();

        var state = await world.RunAsync("Loop", 0, "l");

        Assert.Equal(50, state.ReadOutputAs<int>());
        Assert.Equal(2, world.CountRows("durable_history"));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task Events_nobody_waited_for_are_carried_over_if_asked(bool preserve, int taken)
    {
        await using var world = await Collecting(new DurableWorld(), preserve).StartAsync();
        var id = await world.ScheduleAsync("Collect", 0);
        await world.IdleAsync();
        await world.Client.RaiseEventAsync(id, "e", 1, Token);
        await world.Client.RaiseEventAsync(id, "e", 2, Token);
        await world.Client.RaiseEventAsync(id, "e", 3, Token);
        await world.IdleAsync();

        await world.Client.RaiseEventAsync(id, "next", 0, Token);
        await world.IdleAsync();
        await world.RestartAsync();
        await world.IdleAsync();
        var sum = (await world.StateAsync(id)).ReadCustomStatusAs<int>();

        Assert.Equal(taken, sum == 6 ? 3 : sum == 1 ? 1 : -sum);
    }

    [Fact]
    public async Task A_timer_of_the_run_before_does_not_disturb_the_next()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Twice", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromHours(context.GetInput<int>()), CancellationToken.None);
                if (context.GetInput<int>() == 1)
                {
                    context.ContinueAsNew(5);
                    return default;
                }

                await timer;
                return context.CurrentUtcDateTime;
            })
            .StartAsync();
        var began = world.Time.GetUtcNow().UtcDateTime;

        var state = await world.RunAsync("Twice", 1);

        Assert.Equal(began.AddHours(5), state.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task A_long_loop_of_timers_keeps_one_run_of_history()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Eternal", async context =>
            {
                await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
                context.ContinueAsNew(context.GetInput<int>() + 1);
                return 0;
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Eternal", 0);
        await world.IdleAsync();

        for (var i = 0; i < 20; i++)
        {
            await world.AdvanceAsync(TimeSpan.FromMinutes(5));
        }

        await world.RestartAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(21, (await world.StateAsync(id)).ReadInputAs<int>());
        Assert.Equal(1, world.CountRows("durable_history"));
    }

    // The first run takes one event, then starts over on "next"; the second sums up what it finds.
    private static DurableWorld Collecting(DurableWorld world, bool preserve) => world.Orchestrator("Collect", async context =>
    {
        var sum = context.GetInput<int>();
        if (sum == 0)
        {
            sum += await context.WaitForExternalEvent<int>("e");
            await context.WaitForExternalEvent<int>("next");
            context.ContinueAsNew(sum, preserve);
            return sum;
        }

        while (true)
        {
            context.SetCustomStatus(sum);
            sum += await context.WaitForExternalEvent<int>("e");
        }
    });
}
