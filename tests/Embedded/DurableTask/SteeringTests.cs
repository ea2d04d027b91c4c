using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class SteeringTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_terminated_instance_ends_with_the_given_output()
    {
        await using var world = await Waiting(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Wait");
        await world.IdleAsync();

        await world.Client.TerminateInstanceAsync(id, "enough", Token);
        await world.IdleAsync();
        var state = await world.StateAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, state.RuntimeStatus);
        Assert.Equal("enough", state.ReadOutputAs<string>());
        Assert.Equal(0, world.Engine.LiveInstanceCount);
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.TerminateInstanceAsync(id, Token));
    }

    [Theory]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    public async Task Termination_reaches_children_if_asked(bool recursive, OrchestrationRuntimeStatus child)
    {
        await using var world = await Waiting(new DurableWorld())
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<int>("Wait", new SubOrchestrationOptions(instanceId: "kid")))
            .StartAsync();
        await world.ScheduleAsync("Parent", null, "p");
        await world.IdleAsync();

        await world.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(Recursive: recursive), Token);
        await world.IdleAsync();

        Assert.Equal(child, (await world.StateAsync("kid")).RuntimeStatus);
    }

    [Fact]
    public async Task A_terminated_child_fails_its_parents_call()
    {
        await using var world = await Waiting(new DurableWorld())
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<int>("Wait", new SubOrchestrationOptions(instanceId: "kid")))
            .StartAsync();
        await world.ScheduleAsync("Parent", null, "p");
        await world.IdleAsync();

        await world.Client.TerminateInstanceAsync("kid", Token);
        var state = await world.EndOfAsync("p");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_suspended_instance_keeps_events_until_it_is_resumed(bool restart)
    {
        await using var world = await Waiting(new DurableWorld()).StartAsync();
        var id = await world.ScheduleAsync("Wait");
        await world.Client.SuspendInstanceAsync(id, "pause", Token);
        await world.IdleAsync();
        await world.Client.RaiseEventAsync(id, "go", 3, Token);
        await world.IdleAsync();
        if (restart)
        {
            await world.RestartAsync();
            await world.IdleAsync();
        }

        var suspended = await world.StateAsync(id);
        await world.Client.ResumeInstanceAsync(id, "go on", Token);
        await world.IdleAsync();
        var resumed = await world.StateAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended.RuntimeStatus);
        Assert.Equal(3, resumed.ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_activity_that_ends_while_its_caller_is_suspended_counts_after_the_resume()
    {
        var began = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        await using var world = await new DurableWorld()
            .Activity<int, int>("Slow", async n =>
            {
                began.TrySetResult();
                await end.Task;
                return n;
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<int>("Slow", 8))
            .StartAsync();
        var id = await world.ScheduleAsync("Calls");
        await began.Task;
        await world.Client.SuspendInstanceAsync(id, Token);
        end.SetResult();
        await world.IdleAsync();
        var suspended = await world.StateAsync(id);

        await world.Client.ResumeInstanceAsync(id, Token);
        await world.IdleAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, suspended.RuntimeStatus);
        Assert.Equal(8, (await world.StateAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_stop_waits_for_running_activities_and_keeps_their_results()
    {
        var began = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        var runs = 0;
        await using var world = await new DurableWorld()
            .Activity<int, int>("Slow", async n =>
            {
                runs++;
                began.TrySetResult();
                await end.Task;
                return n;
            })
            .Activity<int, int>("Next", n => n + 1)
            .Orchestrator("Calls", async context => await context.CallActivityAsync<int>("Next", await context.CallActivityAsync<int>("Slow", 8)))
            .StartAsync();
        var id = await world.ScheduleAsync("Calls");
        await began.Task;

        var stop = world.Engine.StopAsync(Token);
        var stoppedEarly = stop.IsCompleted;
        end.SetResult();
        await stop;
        await world.RestartAsync();
        await world.IdleAsync();

        Assert.False(stoppedEarly);
        Assert.Equal(9, (await world.StateAsync(id)).ReadOutputAs<int>());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_stop_that_is_cut_short_leaves_the_activity_for_the_next_start()
    {
        var began = new TaskCompletionSource();
        var runs = 0;
        await using var world = await new DurableWorld()
            .Activity<int, int>("Slow", async n =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    began.SetResult();
                    await new TaskCompletionSource().Task;
                }

                return n;
            })
            .Orchestrator("Calls", async context => await context.CallActivityAsync<int>("Slow", 8))
            .StartAsync();
        var id = await world.ScheduleAsync("Calls");
        await began.Task;

        await world.Engine.StopAsync(new CancellationToken(canceled: true));
        await world.RestartAsync();
        await world.IdleAsync();

        Assert.Equal(8, (await world.StateAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, runs);
    }

    private static DurableWorld Waiting(DurableWorld world) =>
        world.Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go"));
}
