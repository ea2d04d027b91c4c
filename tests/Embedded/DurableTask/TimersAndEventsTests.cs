using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class TimersAndEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_fires_at_its_time_and_not_before()
    {
        await using var world = await Sleeping(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Sleep");
        await world.IdleAsync();

        await world.AdvanceAsync(TimeSpan.FromDays(3) - TimeSpan.FromTicks(1));
        var before = await world.StateAsync(id);
        await world.AdvanceAsync(TimeSpan.FromTicks(1) + TimeSpan.FromMilliseconds(1));
        var after = await world.StateAsync(id);

        Assert.True(before.IsRunning);
        Assert.True(after.IsCompleted);
    }

    [Fact]
    public async Task A_timer_that_came_due_while_the_engine_was_down_fires_at_the_start()
    {
        await using var world = await Sleeping(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Sleep");
        await world.IdleAsync();
        world.Engine.Live.Kill();

        world.Time.Advance(TimeSpan.FromDays(5));
        await world.RestartAsync();
        await world.IdleAsync();

        Assert.True((await world.StateAsync(id)).IsCompleted);
    }

    [Fact]
    public async Task Waiting_for_a_timer_or_an_event_is_idle()
    {
        await using var world = await Sleeping(new DurableWorld()).StartAsync();
        await world.ScheduleAsync("Sleep");

        await world.IdleAsync();

        Assert.True(world.Engine.IsIdle);
        Assert.Equal(1, world.Engine.LiveInstanceCount);
    }

    [Fact]
    public async Task An_acknowledged_start_is_never_missed_by_the_idle_question()
    {
        await using var world = await new DurableWorld().Orchestrator("One", _ => Task.FromResult(1)).StartAsync();

        for (var i = 0; i < 300; i++)
        {
            var id = await world.ScheduleAsync("One");
            if (world.Engine.IsIdle)
            {
                Assert.True((await world.StateAsync(id)).IsCompleted);
            }

            await world.IdleAsync();
            Assert.True((await world.StateAsync(id)).IsCompleted);
        }
    }

    [Fact]
    public async Task A_cancelled_timer_leaves_nothing_to_wait_for()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Cancel", async context =>
            {
                using var cancel = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromDays(1), cancel.Token);
                cancel.Cancel();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timer);
                return await context.WaitForExternalEvent<int>("go");
            })
            .StartAsync();
        await world.ScheduleAsync("Cancel");

        await world.IdleAsync();
        var due = world.Time.NextDue;
        await world.RestartAsync();

        Assert.NotNull(due);
        Assert.Null(world.Time.NextDue);
    }

    [Fact]
    public async Task An_event_that_comes_early_waits_for_its_wait_in_any_case_of_its_name()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Late", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return new[] { await context.WaitForExternalEvent<string>("NEWS"), await context.WaitForExternalEvent<string>("news") };
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Late");
        await world.Client.RaiseEventAsync(id, "News", "first", Token);
        await world.IdleAsync();
        await world.RestartAsync();
        await world.Client.RaiseEventAsync(id, "News", "second", Token);

        var state = await world.EndOfAsync(id);

        Assert.Equal(["first", "second"], state.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task A_wait_with_a_timeout_ends_as_cancelled_when_the_time_is_over()
    {
        await using var world = await WithTimeout(new DurableWorld()).StartAsync();

        var state = await world.RunAsync("Timeout");

        Assert.Equal(-1, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_wait_with_a_timeout_takes_an_event_in_time()
    {
        await using var world = await WithTimeout(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Timeout");
        await world.IdleAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(59));

        await world.Client.RaiseEventAsync(id, "go", 4, Token);
        await world.IdleAsync();

        Assert.Equal(4, (await world.StateAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_event_goes_to_the_next_wait_and_not_to_one_that_was_given_up()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Again", async context =>
            {
                for (var i = 0; ; i++)
                {
                    try
                    {
                        return 10 * i + await context.WaitForExternalEvent<int>("go", TimeSpan.FromHours(1));
                    }
                    catch (OperationCanceledException)
                    {
                        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                    }
                }
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Again");
        await world.IdleAsync();
        await world.AdvanceAsync(TimeSpan.FromMinutes(61));

        await world.Client.RaiseEventAsync(id, "go", 4, Token);
        var state = await world.EndOfAsync(id);

        Assert.Equal(14, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_orchestration_sends_an_event_to_another()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("hello"))
            .Orchestrator("Send", context =>
            {
                context.SendEvent("w", "hello", "from " + context.InstanceId);
                context.SendEvent("nobody", "hello", "lost");
                return Task.FromResult(true);
            })
            .StartAsync();
        await world.ScheduleAsync("Wait", null, "w");

        await world.RunAsync("Send", null, "s");
        var state = await world.EndOfAsync("w");

        Assert.Equal("from s", state.ReadOutputAs<string>());
        Assert.Equal(0, world.CountRows("durable_inbox"));
    }

    [Fact]
    public async Task An_event_to_nobody_or_to_an_ended_instance_is_an_error()
    {
        await using var world = await new DurableWorld().Orchestrator("One", _ => Task.FromResult(1)).StartAsync();
        await world.RunAsync("One", null, "done");

        await Assert.ThrowsAsync<ArgumentException>(() => world.Client.RaiseEventAsync("nobody", "x", 1, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.RaiseEventAsync("done", "x", 1, Token));
    }

    private static DurableWorld Sleeping(DurableWorld world) => world.Orchestrator("Sleep", async context =>
    {
        await context.CreateTimer(TimeSpan.FromDays(3), CancellationToken.None);
        return context.CurrentUtcDateTime;
    });

    private static DurableWorld WithTimeout(DurableWorld world) => world.Orchestrator("Timeout", async context =>
    {
        try
        {
            return await context.WaitForExternalEvent<int>("go", TimeSpan.FromHours(1));
        }
        catch (OperationCanceledException)
        {
            return -1;
        }
    });
}
