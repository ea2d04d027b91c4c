using EmbeddedFunctions.DurableTask;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class InterruptionProperties
{
    /// <summary>One step of a random orchestration.</summary>
    public sealed record Step(string Kind, int Number);

    /// <summary>A random orchestration, and the commits at which the engine is killed.</summary>
    public sealed record Scenario(Step[] Steps, int[] KillsAfterCommits, int LiveMax);

    private static readonly Gen<Step> Steps =
        from kind in Gen.Elements("activity", "flaky", "fan-out", "timer", "event", "child", "timeout")
        from number in Gen.Choose(1, 4)
        select new Step(kind, number);

    private static readonly Gen<Scenario> Scenarios =
        from steps in Steps.ArrayOf().Resize(6)
        from kills in Gen.Choose(1, 12).ArrayOf().Resize(4)
        from liveMax in Gen.Choose(0, 2)
        select new Scenario(steps, kills, liveMax);

    [Fact]
    public void Interrupted_anywhere_a_random_orchestration_ends_as_if_it_never_was()
    {
        Prop.ForAll(Scenarios.ToArbitrary(), scenario =>
        {
            var expected = RunAsync(scenario with { KillsAfterCommits = [] }).GetAwaiter().GetResult();
            var actual = RunAsync(scenario).GetAwaiter().GetResult();
            return expected == actual;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task<string> RunAsync(Scenario scenario)
    {
        var calls = new CallCounter();
        await using var world = new DurableWorld()
            .Activity<int, int>("Add", n => n + 1)
            .Activity<string, int>("Flaky", key => calls.Count(key) == 1 ? throw new IOException(key) : key.Length)
            .Orchestrator("Run", RunStepsAsync);
        var kills = new Queue<int>(scenario.KillsAfterCommits);
        await StartAsync(world, kills, scenario.LiveMax);
        await RepeatAsync(world, kills, scenario.LiveMax, () => world.ScheduleAsync("Run", scenario.Steps, "root"));
        foreach (var (step, index) in scenario.Steps.Select((step, index) => (step, index)).Where(item => item.step.Kind == "event"))
        {
            await RepeatAsync(world, kills, scenario.LiveMax, () =>
                world.Client.RaiseEventAsync("root", $"event{index}", step.Number, TestContext.Current.CancellationToken));
        }

        while (true)
        {
            // A dead engine never becomes idle; its last probe ends the wait.
            while (!world.Engine.IsIdle && !world.Engine.Live.IsDead)
            {
                await Task.Yield();
            }

            if (world.Engine.Live.IsDead)
            {
                await StartAsync(world, kills, scenario.LiveMax, restart: true);
                continue;
            }

            var state = await world.StateAsync("root");
            if (state.IsCompleted)
            {
                return $"{state.RuntimeStatus} {state.SerializedOutput} {world.CountRows("durable_inbox")}";
            }

            world.Time.Advance(world.Time.NextDue!.Value - world.Time.GetUtcNow());
        }
    }

    // An unacknowledged request may be made again; here it never reached the store, because the engine was dead.
    private static async Task RepeatAsync(DurableWorld world, Queue<int> kills, int liveMax, Func<Task> request)
    {
        while (true)
        {
            try
            {
                await request();
                return;
            }
            catch (OperationCanceledException) when (world.Engine.Live.IsDead)
            {
                await StartAsync(world, kills, liveMax, restart: true);
            }
        }
    }

    private static Task StartAsync(DurableWorld world, Queue<int> kills, int liveMax, bool restart = false)
    {
        var left = kills.TryDequeue(out var next) ? next : int.MaxValue;
        var options = new DurableEngineOptions
        {
            LiveInstancesMax = liveMax,
            CommitProbe = _ =>
            {
                if (--left == 0)
                {
                    world.Engine.Live.Kill();
                }
            },
        };
        return restart ? world.RestartAsync(options) : world.StartAsync(options);
    }

    private static async Task<long> RunStepsAsync(TaskOrchestrationContext context)
    {
        long total = 0;
        foreach (var (step, index) in context.GetInput<Step[]>()!.Select((step, index) => (step, index)))
        {
            total = (total * 31) + step.Kind switch
            {
                "activity" => await context.CallActivityAsync<int>("Add", step.Number),
                "flaky" => await context.CallActivityAsync<int>(
                    "Flaky", $"{context.InstanceId}-{index}", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(5)))),
                "fan-out" => (await Task.WhenAll(
                    Enumerable.Range(0, step.Number).Select(n => context.CallActivityAsync<int>("Add", n)))).Sum(),
                "timer" => await SleepAsync(context, step.Number),
                "event" when context.Parent is null => await context.WaitForExternalEvent<int>($"event{index}"),
                "timeout" => await TimeOutAsync(context, step.Number),
                "child" when context.Parent is null => await context.CallSubOrchestratorAsync<long>(
                    "Run", context.GetInput<Step[]>()!.Where(other => other.Kind is not "event").ToArray()),
                _ => step.Number,
            };
            context.SetCustomStatus(total);
        }

        return total;
    }

    private static async Task<int> SleepAsync(TaskOrchestrationContext context, int minutes)
    {
        await context.CreateTimer(TimeSpan.FromMinutes(minutes), CancellationToken.None);
        return minutes;
    }

    private static async Task<int> TimeOutAsync(TaskOrchestrationContext context, int minutes)
    {
        try
        {
            return await context.WaitForExternalEvent<int>("never", TimeSpan.FromMinutes(minutes));
        }
        catch (OperationCanceledException)
        {
            return -minutes;
        }
    }
}
