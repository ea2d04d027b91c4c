using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

/// <summary>Kills the engine at every write boundary of a run, once before and once after each commit.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(2_000)]
    [InlineData(0)]
    public async Task Killed_at_any_commit_a_run_ends_once_with_the_same_result(int liveMax)
    {
        var boundary = 1;
        while (await RunKilledAsync(boundary, liveMax))
        {
            boundary++;
        }

        Assert.InRange(boundary, 30, 500);
    }

    /// <returns>Whether the run was long enough to be killed there.</returns>
    private static async Task<bool> RunKilledAsync(int boundary, int liveMax)
    {
        var calls = new CallCounter();
        await using var world = Workload(new DurableWorld(), calls);
        var left = boundary;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await world.StartAsync(new DurableEngineOptions
        {
            LiveInstancesMax = liveMax,
            CommitProbe = _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    world.Engine.Live.Kill();
                    killed.SetResult();
                }
            },
        });
        await ScheduleAsync(world, "Receiver", "receiver", killed.Task);
        await ScheduleAsync(world, "Parent", "parent", killed.Task);
        await DriveAsync(world, "receiver", killed.Task);

        var parent = await world.EndOfAsync("parent");
        var receiver = await world.EndOfAsync("receiver");

        Assert.Equal(66, parent.ReadOutputAs<int>());
        Assert.Equal([22, 66], receiver.ReadOutputAs<List<int>>()!.Order());
        Assert.Equal(0, world.CountRows("durable_inbox"));
        Assert.Equal(0, world.Engine.LiveInstanceCount);
        calls.AssertEachAtLeastOnce("Step:1", "Step:10", "Step:20", "Step:21", "Step:22", "Step:23");
        return killed.Task.IsCompleted;
    }

    private static async Task ScheduleAsync(DurableWorld world, string name, string id, Task killed)
    {
        try
        {
            await world.ScheduleAsync(name, null, id);
        }
        catch (OperationCanceledException) when (killed.IsCompleted)
        {
            await world.RestartAsync();
            await world.ScheduleAsync(name, null, id);
        }
    }

    private static async Task DriveAsync(DurableWorld world, string id, Task killed)
    {
        while (!killed.IsCompleted)
        {
            await Task.WhenAny(world.Engine.WhenIdleAsync(TestContext.Current.CancellationToken), killed);
            if (killed.IsCompleted)
            {
                break;
            }

            if ((await world.StateAsync(id)).IsCompleted)
            {
                return;
            }

            world.Time.Advance(world.Time.NextDue!.Value - world.Time.GetUtcNow());
        }

        if (world.Engine.Live.IsDead)
        {
            await world.RestartAsync();
        }
    }

    private static DurableWorld Workload(DurableWorld world, CallCounter calls) => world
        .Activity<int, int>("Step", n =>
        {
            var call = calls.Count($"Step:{n}");
            return call == 1 && n == 10 ? throw new IOException("first time") : n;
        })
        .Orchestrator("Child", async context =>
        {
            var n = context.GetInput<int>();
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            n += await context.CallActivityAsync<int>("Step", 10, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1))));
            if (n < 20)
            {
                context.ContinueAsNew(n);
            }

            return n;
        })
        .Orchestrator("Parent", async context =>
        {
            var n = await context.CallActivityAsync<int>("Step", 1);
            n += await context.CallSubOrchestratorAsync<int>("Child", n);
            context.SendEvent("receiver", "n", n);
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            var parts = await Task.WhenAll(Enumerable.Range(21, 3).Select(part => context.CallActivityAsync<int>("Step", part)));
            n = parts.Sum() + await context.CallActivityAsync<int>("Step", 20) - 20;
            context.SendEvent("receiver", "n", n);
            return n;
        })
        .Orchestrator("Receiver", async context =>
        {
            var received = new List<int>();
            while (true)
            {
                try
                {
                    received.Add(await context.WaitForExternalEvent<int>("n", TimeSpan.FromHours(10)));
                }
                catch (OperationCanceledException)
                {
                    return received;
                }
            }
        });
}
