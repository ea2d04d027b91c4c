using DurableTask.Core.Exceptions;
using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class OrchestrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activities_in_sequence_hand_their_results_on()
    {
        await using var world = await new DurableWorld()
            .Activity<int, int>("Double", n => n * 2)
            .Orchestrator("Chain", async context =>
            {
                var n = context.GetInput<int>();
                for (var i = 0; i < 5; i++)
                {
                    n = await context.CallActivityAsync<int>("Double", n);
                }

                return n;
            })
            .StartAsync();

        var state = await world.RunAsync("chain", 3, "c1");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, state.RuntimeStatus);
        Assert.Equal(96, state.ReadOutputAs<int>());
        Assert.Equal(3, state.ReadInputAs<int>());
        Assert.Equal("c1", state.InstanceId);
    }

    [Fact]
    public async Task Activities_called_together_run_at_the_same_time()
    {
        var running = 0;
        var allRun = new TaskCompletionSource();
        await using var world = await new DurableWorld()
            .Activity<int, int>("Meet", async n =>
            {
                if (Interlocked.Increment(ref running) == 3)
                {
                    allRun.SetResult();
                }

                await allRun.Task;
                return n;
            })
            .Orchestrator("FanOut", async context =>
                (await Task.WhenAll(Enumerable.Range(1, 3).Select(n => context.CallActivityAsync<int>("Meet", n)))).Sum())
            .StartAsync();

        var state = await world.RunAsync("FanOut");

        Assert.Equal(6, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task No_more_activities_run_at_once_than_the_limit()
    {
        var running = 0;
        var most = 0;
        await using var world = await new DurableWorld()
            .Activity<int, int>("Count", async n =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return n;
            })
            .Orchestrator("FanOut", async context =>
                (await Task.WhenAll(Enumerable.Range(1, 200).Select(n => context.CallActivityAsync<int>("Count", n)))).Sum())
            .StartAsync(new DurableEngineOptions { MaxConcurrentActivityFunctions = 2 });

        var state = await world.RunAsync("FanOut");

        Assert.Equal(20_100, state.ReadOutputAs<int>());
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task An_orchestrator_that_throws_fails_with_its_cause()
    {
        await using var world = await new DurableWorld()
            .Activity<int, int>("Break", int (_) => throw new FormatException("no number"))
            .Orchestrator("Fails", async context => await context.CallActivityAsync<int>("Break", 1))
            .StartAsync();

        var state = await world.RunAsync("Fails");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.True(state.FailureDetails!.IsCausedBy<TaskFailedException>());
        Assert.True(state.FailureDetails.InnerFailure!.IsCausedBy<FormatException>());
        Assert.Contains("no number", state.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_of_an_unknown_activity_fails_once_naming_it()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Calls", async context =>
            {
                var policy = new RetryPolicy(5, TimeSpan.FromMinutes(1));
                return await context.CallActivityAsync<int>("Missing", 1, TaskOptions.FromRetryPolicy(policy));
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Calls");
        await world.IdleAsync();

        var state = await world.StateAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("'Missing'", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_orchestrator_is_refused()
    {
        await using var world = await new DurableWorld().StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => world.ScheduleAsync("Nobody"));
    }

    [Fact]
    public async Task The_context_tells_who_and_when()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Who", context => Task.FromResult(
                $"{context.Name}|{context.InstanceId}|{context.Parent?.InstanceId}|{context.CurrentUtcDateTime:o}|{context.IsReplaying}"))
            .StartAsync();

        var state = await world.RunAsync("Who", null, "w1");

        Assert.Equal("Who|w1||2026-01-05T09:00:00.0000000Z|False", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task New_guids_differ_from_each_other_and_survive_a_replay()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Ids", async context =>
            {
                var ids = new List<Guid> { context.NewGuid(), context.NewGuid() };
                context.SetCustomStatus(ids);
                await context.WaitForExternalEvent<int>("go");
                return ids;
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Ids");
        await world.IdleAsync();
        var before = (await world.StateAsync(id)).ReadCustomStatusAs<List<Guid>>()!;
        await world.RestartAsync();

        await world.Client.RaiseEventAsync(id, "go", 1, Token);
        var after = (await world.EndOfAsync(id)).ReadOutputAs<List<Guid>>();

        Assert.Equal(before, after);
        Assert.NotEqual(before[0], before[1]);
    }

    [Fact]
    public async Task An_id_that_runs_is_refused_and_one_that_has_ended_is_replaced()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go"))
            .StartAsync();
        await world.ScheduleAsync("Wait", 1, "same");
        await world.IdleAsync();

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => world.ScheduleAsync("Wait", 2, "same"));
        await world.Client.RaiseEventAsync("same", "go", 7, Token);
        await world.EndOfAsync("same");
        await world.ScheduleAsync("Wait", 3, "same");
        await world.IdleAsync();
        var state = await world.StateAsync("same");

        Assert.Equal(OrchestrationRuntimeStatus.Running, state.RuntimeStatus);
        Assert.Equal(3, state.ReadInputAs<int>());
        Assert.Null(state.SerializedOutput);
        Assert.Equal(1, world.CountRows("durable_instances"));
    }

    [Fact]
    public async Task A_running_instance_is_replaced_if_its_state_is_not_among_those_that_refuse()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go") + context.GetInput<int>())
            .StartAsync();
        await world.ScheduleAsync("Wait", 1, "same");
        await world.IdleAsync();

        var options = new StartOrchestrationOptions("same").WithDedupeStatuses(OrchestrationRuntimeStatus.Pending);
        await world.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 100, options, Token);
        await world.Client.RaiseEventAsync("same", "go", 7, Token);
        var state = await world.EndOfAsync("same");

        Assert.Equal(107, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Start_at_keeps_an_instance_pending_until_then_across_a_restart()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Later", context => Task.FromResult(context.CurrentUtcDateTime))
            .StartAsync();
        var at = world.Time.GetUtcNow() + TimeSpan.FromHours(2);
        await world.Client.ScheduleNewOrchestrationInstanceAsync("Later", null, new StartOrchestrationOptions("l1", at), Token);

        await world.AdvanceAsync(TimeSpan.FromMinutes(119));
        await world.RestartAsync();
        await world.IdleAsync();
        var before = await world.StateAsync("l1");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        var after = await world.StateAsync("l1");

        Assert.Equal(OrchestrationRuntimeStatus.Pending, before.RuntimeStatus);
        Assert.Equal(at.UtcDateTime, after.ReadOutputAs<DateTime>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("@x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    public async Task An_instance_id_with_forbidden_characters_is_refused(string instanceId)
    {
        await using var world = await new DurableWorld().Orchestrator("Any", _ => Task.FromResult(1)).StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => world.ScheduleAsync("Any", null, instanceId));
    }

    [Fact]
    public async Task Waiting_for_the_end_returns_once_it_has_ended()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go"))
            .StartAsync();
        var id = await world.ScheduleAsync("Wait");
        var started = await world.Client.WaitForInstanceStartAsync(id, Token);
        var end = world.Client.WaitForInstanceCompletionAsync(id, true, Token);

        var endedEarly = end.IsCompleted;
        await world.Client.RaiseEventAsync(id, "go", 5, Token);

        Assert.True(started.IsRunning);
        Assert.False(endedEarly);
        Assert.Equal(5, (await end).ReadOutputAs<int>());
    }

    [Fact]
    public async Task What_was_scheduled_before_the_start_runs_after_it()
    {
        await using var world = new DurableWorld().Orchestrator("One", _ => Task.FromResult(1));
        await world.StartAsync();
        await world.Engine.StopAsync(Token);
        var early = new DurableEngine(world.Store, new DurableEngineOptions());
        early.RegisterOrchestrator("One", _ => Task.FromResult<object?>(1));
        await early.Client.ScheduleNewOrchestrationInstanceAsync("One", null, new StartOrchestrationOptions("early"), Token);

        var idleBefore = early.IsIdle;
        await early.StartAsync(Token);
        await early.WhenIdleAsync(Token);

        Assert.False(idleBefore);
        Assert.True((await early.Client.GetInstanceAsync("early", Token))!.IsCompleted);
        await early.DisposeAsync();
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
