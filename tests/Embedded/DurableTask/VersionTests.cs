using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

/// <summary>Instances keep the version they were begun with; a newer app goes on with older ones, and an older app leaves newer ones alone.</summary>
public sealed class VersionTests
{
    [Fact]
    public async Task An_instance_keeps_its_version_and_takes_its_old_steps_on_newer_code()
    {
        await using var world = new DurableWorld().Orchestrator("Work", OldAsync).Activity("Step", (string name) => name);
        await world.StartAsync(On("1.0"));
        await world.ScheduleAsync("Work", instanceId: "old");
        await world.IdleAsync();

        world.NewCode().Orchestrator("Work", NewAsync).Activity("Step", (string name) => name);
        await world.RestartAsync(On("2.0"));
        await world.Client.RaiseEventAsync("old", "go", cancellation: TestContext.Current.CancellationToken);
        var old = await world.EndOfAsync("old");
        var fresh = await world.RunAsync("Work", instanceId: "new");

        Assert.Equal("\"1.0 a b\"", old.SerializedOutput);
        Assert.Equal("\"2.0 c\"", fresh.SerializedOutput);
    }

    [Fact]
    public async Task An_older_app_leaves_newer_instances_to_a_newer_one()
    {
        await using var world = new DurableWorld().Orchestrator("Work", NewAsync).Activity("Step", (string name) => name);
        await world.StartAsync(On("1.0"));
        await world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Work", null, new StartOrchestrationOptions("new") { Version = "1.1" }, TestContext.Current.CancellationToken);
        await world.IdleAsync();
        await world.RestartAsync(On("1.0"));
        await world.IdleAsync();

        var left = await world.StateAsync("new");
        await world.RestartAsync(On("1.1"));
        var end = await world.EndOfAsync("new");

        Assert.Equal(OrchestrationRuntimeStatus.Pending, left.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
    }

    [Fact]
    public async Task An_instance_from_before_there_were_versions_has_none_and_goes_on()
    {
        await using var world = new DurableWorld().Orchestrator("Work", OldAsync).Activity("Step", (string name) => name);
        await world.StartAsync();
        await world.ScheduleAsync("Work", instanceId: "old");
        await world.IdleAsync();

        world.NewCode().Orchestrator("Work", NewAsync).Activity("Step", (string name) => name);
        await world.RestartAsync(On("2.0"));
        await world.Client.RaiseEventAsync("old", "go", cancellation: TestContext.Current.CancellationToken);

        Assert.Equal("\" a b\"", (await world.EndOfAsync("old")).SerializedOutput);
    }

    [Fact]
    public async Task Starting_anew_keeps_the_version_unless_another_is_asked_for_and_children_have_the_apps_own()
    {
        await using var world = new DurableWorld()
            .Orchestrator("Child", context => Task.FromResult(context.Version))
            .Orchestrator("Work", async context =>
            {
                var seen = context.GetInput<string>() + " " + context.Version;
                switch (seen.Split(' ').Length)
                {
                    case 2:
                        context.ContinueAsNew(seen);
                        break;
                    case 3:
                        context.ContinueAsNew(new ContinueAsNewOptions { NewInput = seen, NewVersion = "2.0" });
                        break;
                    default:
                        return seen + " " + await context.CallSubOrchestratorAsync<string>("Child");
                }

                return seen;
            });
        await world.StartAsync(On("3.0"));

        await world.Client.ScheduleNewOrchestrationInstanceAsync(
            "Work", string.Empty, new StartOrchestrationOptions("it") { Version = "1.0" }, TestContext.Current.CancellationToken);

        Assert.Equal("\" 1.0 1.0 2.0 3.0\"", (await world.EndOfAsync("it")).SerializedOutput);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("1.9", "1.10", -1)]
    [InlineData("2.0", "1.10", 1)]
    [InlineData("beta", "ALPHA", 1)]
    [InlineData("Beta", "beta", 0)]
    public void Versions_are_compared_as_numbers_where_they_are(string left, string right, int sign)
    {
        Assert.Equal(sign, Math.Sign(VersionOrder.Compare(left, right)));
    }

    private static DurableEngineOptions On(string version) => new() { DefaultVersion = version };

    private static async Task<string> OldAsync(TaskOrchestrationContext context)
    {
        var first = await context.CallActivityAsync<string>("Step", "a");
        await context.WaitForExternalEvent<object>("go");
        return $"{context.Version} {first} {await context.CallActivityAsync<string>("Step", "b")}";
    }

    private static async Task<string> NewAsync(TaskOrchestrationContext context) => context.CompareVersionTo("2.0") < 0 && context.Version != "1.1"
        ? await OldAsync(context)
        : $"{context.Version} {await context.CallActivityAsync<string>("Step", "c")}";
}
