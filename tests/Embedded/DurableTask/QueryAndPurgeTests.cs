using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class QueryAndPurgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_of_a_list_follows_the_one_before()
    {
        await using var world = await FilledAsync();

        var pages = new List<int>();
        var ids = new List<string>();
        await foreach (var page in world.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 4)).AsPages())
        {
            pages.Add(page.Values.Count);
            ids.AddRange(page.Values.Select(state => state.InstanceId));
        }

        Assert.Equal([4, 4, 2], pages);
        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4"], ids);
    }

    [Fact]
    public async Task A_list_begins_at_a_continuation_token()
    {
        await using var world = await FilledAsync();
        Page<OrchestrationMetadata>? first = null;
        await foreach (var page in world.Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: "b", PageSize: 2)).AsPages())
        {
            first ??= page;
        }

        var rest = new OrchestrationQuery(InstanceIdPrefix: "b", ContinuationToken: first!.ContinuationToken);

        Assert.Equal(["b2", "b3", "b4"], await IdsAsync(world, rest));
    }

    [Fact]
    public async Task Filters_are_joined()
    {
        await using var world = await FilledAsync();
        var noon = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

        Assert.Equal(["a3", "b3"], await IdsAsync(world, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed])));
        Assert.Equal(["a4", "b4"], await IdsAsync(world, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(["b3"], await IdsAsync(world, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed], InstanceIdPrefix: "b")));
        Assert.Equal(["a2", "a3"], await IdsAsync(world, new OrchestrationQuery(noon.AddHours(2), noon.AddHours(3))));
        Assert.Equal(["b3", "b4"], await IdsAsync(world, new OrchestrationQuery(
            CreatedFrom: noon.AddHours(6), Statuses: [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Running])));
        Assert.Empty(await IdsAsync(world, new OrchestrationQuery(InstanceIdPrefix: "c")));
    }

    [Fact]
    public async Task Inputs_and_outputs_are_fetched_only_if_asked()
    {
        await using var world = await FilledAsync();

        var without = await world.Client.GetInstanceAsync("a1", Token);
        var with = await world.Client.GetInstanceAsync("a1", true, Token);

        Assert.Null(without!.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => without.ReadInputAs<int>());
        Assert.Equal(1, with!.ReadInputAs<int>());
        Assert.Null(await world.Client.GetInstanceAsync("zz", Token));
    }

    [Fact]
    public async Task The_custom_status_and_the_last_change_are_shown()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Code", async context =>
            {
                context.SetCustomStatus("one");
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                context.SetCustomStatus(null);
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return 0;
            })
            .StartAsync();
        var id = await world.ScheduleAsync("Code");
        await world.IdleAsync();
        var first = await world.StateAsync(id);

        await world.AdvanceAsync(TimeSpan.FromHours(1));
        var second = await world.StateAsync(id);

        Assert.Equal("one", first.ReadCustomStatusAs<string>());
        Assert.Null(second.SerializedCustomStatus);
        Assert.Equal(TimeSpan.FromHours(1), second.LastUpdatedAt - second.CreatedAt);
    }

    [Fact]
    public async Task A_purge_by_id_forgets_an_ended_instance_and_its_history_only()
    {
        await using var world = await FilledAsync();

        var ended = await world.Client.PurgeInstanceAsync("a1", Token);
        var running = await world.Client.PurgeInstanceAsync("a4", Token);
        var unknown = await world.Client.PurgeInstanceAsync("zz", Token);

        Assert.Equal([1, 0, 0], new[] { ended, running, unknown }.Select(result => result.PurgedInstanceCount));
        Assert.Null(await world.Client.GetInstanceAsync("a1", Token));
        Assert.Equal(9, world.CountRows("durable_instances"));
    }

    [Fact]
    public async Task A_purge_by_filter_takes_every_ended_instance_that_matches()
    {
        await using var world = await FilledAsync();
        var until = new DateTimeOffset(2026, 1, 5, 13, 30, 0, TimeSpan.Zero);

        var old = await world.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: until), Token);
        var failed = await world.Client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]), Token);

        Assert.Equal(4, old.PurgedInstanceCount);
        Assert.Equal(1, failed.PurgedInstanceCount);
        Assert.Equal(["a4", "b0", "b1", "b2", "b4"], await IdsAsync(world, new OrchestrationQuery()));
    }

    [Fact]
    public async Task A_recursive_purge_takes_the_children_too()
    {
        await using var world = await new DurableWorld()
            .Orchestrator("Child", _ => Task.FromResult(1))
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<int>("Child"))
            .StartAsync();
        var state = await world.RunAsync("Parent");

        var result = await world.Client.PurgeInstanceAsync(state.InstanceId, new PurgeInstanceOptions(Recursive: true), Token);

        Assert.Equal(2, result.PurgedInstanceCount);
        Assert.Equal(0, world.CountRows("durable_history"));
    }

    [Fact]
    public async Task The_number_of_a_purged_instance_is_not_given_again()
    {
        await using var world = await new DurableWorld().Orchestrator("One", _ => Task.FromResult(1)).StartAsync();
        await world.RunAsync("One", null, "x");
        await world.Client.PurgeInstanceAsync("x", Token);
        await world.RestartAsync();

        await world.RunAsync("One", null, "x");
        var sequence = world.Store.Read(scope => DurableTables.Find(scope, "x"))!.Value.Sequence;

        Assert.Equal(2, sequence);
    }

    [Fact]
    public async Task Histories_of_ended_instances_go_after_their_retention_and_states_stay()
    {
        var options = new DurableEngineOptions { EndedHistoryRetention = TimeSpan.FromDays(1) };
        await using var world = await new DurableWorld()
            .Orchestrator("Short", _ => Task.FromResult(1))
            .Orchestrator("Long", async context =>
            {
                await context.WaitForExternalEvent<int>("go");
                return 2;
            })
            .StartAsync(options);
        await world.RunAsync("Short", null, "short");
        await world.ScheduleAsync("Long", null, "long");
        await world.IdleAsync();

        await world.AdvanceAsync(TimeSpan.FromHours(23));
        await world.Engine.Live.Sweep!.SweepAsync();
        await world.Engine.Live.Sweep.SweepAsync();
        var kept = world.CountRows("durable_history");
        world.Time.Advance(TimeSpan.FromHours(3));
        await world.Engine.Live.Sweep.SweepAsync();
        await world.Engine.Live.Sweep.SweepAsync();
        await world.ScheduleAsync("Short", null, "new");
        await world.IdleAsync();
        await world.Client.RaiseEventAsync("long", "go", 1, Token);
        await world.EndOfAsync("long");

        Assert.Equal(2, kept);
        Assert.Equal(1, world.CountRows("durable_history"));
        Assert.Equal(2, (await world.StateAsync("long")).ReadOutputAs<int>());
    }

    // a0…a4, b0…b4, an hour apart: number 3 fails, number 4 waits, the others complete.
    private static async Task<DurableWorld> FilledAsync()
    {
        var world = await new DurableWorld()
            .Orchestrator("Code", async context => context.GetInput<int>() switch
            {
                3 => throw new FormatException("three"),
                4 => await context.WaitForExternalEvent<int>("go"),
                var n => n,
            })
            .StartAsync();
        foreach (var group in new[] { "a", "b" })
        {
            for (var n = 0; n < 5; n++)
            {
                await world.ScheduleAsync("Code", n, group + n);
                await world.IdleAsync();
                world.Time.Advance(TimeSpan.FromHours(1));
            }
        }

        return world;
    }

    private static async Task<List<string>> IdsAsync(DurableWorld world, OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (var state in world.Client.GetAllInstancesAsync(query))
        {
            ids.Add(state.InstanceId);
        }

        return ids;
    }
}
