using DurableTask.Core.Exceptions;
using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class DeterminismTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, Func<TaskOrchestrationContext, Task>> Changes => new()
    {
        { "activity 'Other'", context => context.CallActivityAsync<int>("Other", 1) },
        { "a timer", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None) },
        { "nothing", context => context.WaitForExternalEvent<int>("go") },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Code_that_no_longer_agrees_with_its_history_fails_naming_both(string actual, Func<TaskOrchestrationContext, Task> changed)
    {
        await using var world = await Original(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Code", null, "d1");
        await world.IdleAsync();
        world.NewCode().Activity<int, int>("Other", n => n).Orchestrator("Code", async context =>
        {
            await changed(context);
            return await context.WaitForExternalEvent<int>("go");
        });
        await world.RestartAsync();

        await world.Client.RaiseEventAsync(id, "go", 1, Token);
        await world.IdleAsync();
        var failure = (await world.StateAsync(id)).FailureDetails!;

        Assert.True(failure.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.Contains("'d1'", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("is a call of activity 'First'", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(actual, failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_does_more_than_its_history_says_fails()
    {
        await using var world = await Original(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Code");
        await world.IdleAsync();
        world.NewCode().Orchestrator("Code", async context =>
        {
            var first = context.CallActivityAsync<int>("First", 1);
            await context.CallActivityAsync<int>("First", 2);
            return await first;
        });
        await world.RestartAsync();

        await world.Client.RaiseEventAsync(id, "go", 1, Token);
        await world.IdleAsync();

        Assert.Contains("no further step", (await world.StateAsync(id)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_code_replays_without_running_its_activities_again()
    {
        var runs = 0;
        var replays = 0;
        await using var world = await new DurableWorld()
            .Activity<int, int>("First", n => n + Interlocked.Increment(ref runs))
            .Orchestrator("Code", async context =>
            {
                replays += context.IsReplaying ? 1 : 0;
                var n = await context.CallActivityAsync<int>("First", 1);
                return n + await context.WaitForExternalEvent<int>("go");
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Code");
        await world.IdleAsync();
        await world.RestartAsync();

        await world.Client.RaiseEventAsync(id, "go", 10, Token);
        var state = await world.EndOfAsync(id);

        Assert.Equal(12, state.ReadOutputAs<int>());
        Assert.Equal(1, runs);
        Assert.Equal(1, replays);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(0, 3)]
    public async Task Code_is_replayed_only_if_it_was_dropped_from_memory(int liveMax, int expectedBegins)
    {
        var begins = 0;
        await using var world = await new DurableWorld()
            .Orchestrator("Code", async context =>
            {
                Interlocked.Increment(ref begins);
                return await context.WaitForExternalEvent<int>("go") + await context.WaitForExternalEvent<int>("go");
            })
            .StartAsync(new DurableEngineOptions { LiveInstancesMax = liveMax });
        var id = await world.ScheduleAsync("Code");
        await world.IdleAsync();

        await world.Client.RaiseEventAsync(id, "go", 1, Token);
        await world.IdleAsync();
        await world.Client.RaiseEventAsync(id, "go", 2, Token);
        await world.IdleAsync();

        Assert.Equal(3, (await world.StateAsync(id)).ReadOutputAs<int>());
        Assert.Equal(expectedBegins, begins);
    }

    public static TheoryData<string, Func<Task>> IllegalAwaits => new()
    {
        { "never", () => new TaskCompletionSource().Task },
        { "delay", () => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken) },
        { "in a method of its own", async () => await new TaskCompletionSource().Task.ConfigureAwait(false) },
    };

    [Theory]
    [MemberData(nameof(IllegalAwaits), DisableDiscoveryEnumeration = true)]
    public async Task Awaiting_what_is_not_durable_fails_loudly(string name, Func<Task> illegal)
    {
        await using var world = await new DurableWorld()
            .Activity<int, int>("First", n => n)
            .Orchestrator("Code", async context =>
            {
                var first = await context.CallActivityAsync<int>("First", 1);
                await illegal();
                return first;
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Code", null, name);

        await world.IdleAsync();
        var state = await world.StateAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("not a durable task", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_task_is_found_even_while_a_durable_one_is_open()
    {
        var foreign = new TaskCompletionSource();
        await using var world = await new DurableWorld()
            .Orchestrator("Code", async context =>
            {
                await Task.WhenAny(context.WaitForExternalEvent<int>("go"), foreign.Task);
                return 1;
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Code");
        await world.IdleAsync();

        foreign.SetResult();
        await world.Client.WaitForInstanceCompletionAsync(id, Token);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await world.StateAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task The_context_refuses_a_foreign_thread()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Code", async context =>
            {
                await context.WaitForExternalEvent<int>("go").ConfigureAwait(false);
                return await context.WaitForExternalEvent<int>("go");
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Code");
        await world.Client.RaiseEventAsync(id, "go", 1, Token);

        var state = await world.Client.WaitForInstanceCompletionAsync(id, Token);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
    }

    private static DurableWorld Original(DurableWorld world) => world
        .Activity<int, int>("First", n => n)
        .Orchestrator("Code", async context =>
        {
            await context.CallActivityAsync<int>("First", 1);
            return await context.WaitForExternalEvent<int>("go");
        });
}
