using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class SubOrchestrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_parent_gets_its_childs_result_and_the_child_knows_its_parent()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Child", context => Task.FromResult($"{context.Parent!.Name}:{context.Parent.InstanceId}:{context.GetInput<int>()}"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Child", 5))
            .StartAsync();

        var state = await world.RunAsync("Parent", null, "p");

        Assert.Equal("Parent:p:5", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Many_children_run_and_report()
    {
        await using var world = await new DurableWorld()
            .Activity<int, int>("Square", n => n * n)
            .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Square", context.GetInput<int>()))
            .Orchestrator("Parent", async context =>
                (await Task.WhenAll(Enumerable.Range(1, 100).Select(n => context.CallSubOrchestratorAsync<int>("Child", n)))).Sum())
            .StartAsync();

        var state = await world.RunAsync("Parent");

        Assert.Equal(338_350, state.ReadOutputAs<int>());
        Assert.Equal(0, world.CountRows("durable_inbox"));
    }

    [Fact]
    public async Task A_failing_child_fails_its_callers_await()
    {
        await using var world = await new DurableWorld()
            .Orchestrator<int>("Child", _ => throw new FormatException("bad child"))
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Child");
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.IsCausedBy<FormatException>() + e.FailureDetails.ErrorMessage;
                }
            })
            .StartAsync();

        var state = await world.RunAsync("Parent");

        Assert.Equal("Truebad child", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_child_of_a_given_id_is_retried_under_that_id()
    {
        var runs = 0;
        await using var world = await new DurableWorld()
            .Orchestrator("Child", context => Interlocked.Increment(ref runs) < 3 ? throw new IOException("again") : Task.FromResult(context.InstanceId))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", new SubOrchestrationOptions(new RetryPolicy(3, TimeSpan.FromMinutes(1)), "kid")))
            .StartAsync();

        var state = await world.RunAsync("Parent");

        Assert.Equal("kid", state.ReadOutputAs<string>());
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task A_child_whose_id_is_taken_by_a_running_instance_fails()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("go"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<int>("Wait", new SubOrchestrationOptions(instanceId: "taken")))
            .StartAsync();
        await world.ScheduleAsync("Wait", null, "taken");

        var state = await world.RunAsync("Parent");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Contains("taken", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_childs_end_is_not_lost_when_the_engine_is_killed()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Child", async context => await context.WaitForExternalEvent<int>("go"))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "kid")))
            .StartAsync();
        await world.ScheduleAsync("Parent", null, "p");
        await world.IdleAsync();
        await world.RestartAsync();

        await world.Client.RaiseEventAsync("kid", "go", 9, Token);
        var state = await world.EndOfAsync("p");

        Assert.Equal(9, state.ReadOutputAs<int>());
    }
}
