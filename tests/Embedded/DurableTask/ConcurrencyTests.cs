using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Ten_thousand_small_orchestrations_complete_with_little_of_them_in_memory()
    {
        await using var world = await new DurableWorld()
            .Activity<int, int>("Add", n => n + 1)
            .Orchestrator("Small", async context =>
                await context.CallActivityAsync<int>("Add", await context.CallActivityAsync<int>("Add", context.GetInput<int>())))
            .StartAsync(new DurableEngineOptions { LiveInstancesMax = 50 });

        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(n => world.ScheduleAsync("Small", n, $"s{n}")));
        await world.IdleAsync();
        var results = new List<int>();
        var query = new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 1_000, FetchInputsAndOutputs: true);
        await foreach (var state in world.Client.GetAllInstancesAsync(query))
        {
            results.Add(state.ReadOutputAs<int>() - state.ReadInputAs<int>());
        }

        Assert.Equal(10_000, results.Count);
        Assert.All(results, difference => Assert.Equal(2, difference));
        Assert.Equal(0, world.Engine.LiveInstanceCount);
    }
}
