using System.Reflection;
using System.Text.Json.Nodes;
using EmbeddedFunctions.DurableTask;
using EmbeddedFunctions.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Functions.Reservations;
using StockFlow.Tests.App;
using StockFlow.Tests.Embedded.DurableTask;
using Xunit;

namespace StockFlow.Tests.Operations.RollForward;

/// <summary>
/// Work that was begun on a release goes on rightly on the next. Every release leaves recordings of its orchestrations in
/// tests/Samples/Orchestrations; the code of today has to end each of them from wherever it was cut off.
/// </summary>
public sealed class RollForwardTests
{
    /// <summary>Set, recordings that are missing are made under the version of host.json: commit them, and never change one that is there.</summary>
    private const string RecordVariable = "STOCKFLOW_RECORD_ORCHESTRATIONS";

    private static readonly string Version =
        (string)JsonNode.Parse(Repository.Read("functions/host.json"))!["extensions"]!["durableTask"]!["defaultVersion"]!;

    private static readonly Dictionary<string, MethodInfo> Orchestrators = typeof(ReserveOrder).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
        .Where(method => method.GetParameters() is [var only] && only.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    private static readonly Dictionary<string, MethodInfo> Activities = typeof(ReserveOrder).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .Where(method => method.GetParameters() is [var first, ..] && first.GetCustomAttribute<ActivityTriggerAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    public static TheoryData<string> Recordings =>
        [.. Repository.Files(RecordedOrchestration.Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task What_an_older_release_began_ends_rightly_from_every_step(string file)
    {
        var recording = RecordedOrchestration.Load(file);
        for (var steps = 0; steps < recording.Episodes.Count; steps++)
        {
            var activities = new RecordedActivities(recording, steps);
            await using var world = await ResumeAsync(recording, steps, activities);

            var end = await world.EndOfAsync(recording.InstanceId);

            Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"After {steps} steps: {end.FailureDetails?.ErrorMessage}");
            Assert.True(JsonNode.DeepEquals(recording.Output, end.SerializedOutput is { } output ? JsonNode.Parse(output) : null), $"After {steps} steps: {end.SerializedOutput}");
            Assert.Equal(0, activities.Missing);
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Activities_still_read_all_that_older_releases_told_them(string file)
    {
        var converter = new DurableEngineOptions().DataConverter;
        foreach (var call in RecordedOrchestration.Load(file).Episodes.SelectMany(episode => episode.Events).Where(item => item.Kind == EventKind.ActivityScheduled))
        {
            var type = Activities[call.Name!].GetParameters()[0].ParameterType;

            var read = converter.Deserialize(call.Payload?.ToJsonString(), type);

            Assert.True(RecordedActivities.Has(JsonNode.Parse(converter.Serialize(read)!), call.Payload), $"{call.Name}: {call.Payload?.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Every_orchestrator_does_the_steps_that_were_recorded_of_it_last()
    {
        var runs = await RunAllAsync();
        var isRecording = Environment.GetEnvironmentVariable(RecordVariable) is { Length: > 0 };
        var changed = new List<string>();
        foreach (var (title, run) in runs)
        {
            var newest = Repository.Files(RecordedOrchestration.Folder, $"{title}-*.json")
                .Select(path => RecordedOrchestration.Load(Path.GetFileName(path)))
                .MaxBy(recording => System.Version.Parse(recording.Version));
            if (newest?.Steps.SequenceEqual(run.Steps) == true)
            {
                continue;
            }

            changed.Add(title);
            if (isRecording && newest?.Version != Version)
            {
                run.Save($"{title}-{Version}.json");
            }
        }

        Assert.Equal(Orchestrators.Keys.Order(StringComparer.Ordinal), runs.Select(run => run.Recording.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.True(changed.Count == 0, $"{string.Join(", ", changed)} does other steps than recorded. A new orchestrator, or one whose old steps are kept for "
            + $"older versions under a raised defaultVersion: run this test with {RecordVariable}=1, and commit what it writes.");
    }

    private static async Task<DurableWorld> ResumeAsync(RecordedOrchestration recording, int steps, RecordedActivities activities)
    {
        var world = new DurableWorld().Register(engine =>
        {
            foreach (var (name, method) in Orchestrators)
            {
                engine.RegisterOrchestrator(name, context => InvokeAsync(method, context));
            }

            foreach (var name in Activities.Keys)
            {
                engine.RegisterActivity(name, (_, input, _) => Task.FromResult(activities.Answer(name, input)));
            }
        });
        world.Register(engine => recording.Write(world.Store, steps));
        return await world.StartAsync(new DurableEngineOptions { DefaultVersion = Version });
    }

    private static async Task<object?> InvokeAsync(MethodInfo orchestrator, TaskOrchestrationContext context)
    {
        var task = (Task)orchestrator.Invoke(null, [context])!;
        await task;
        return orchestrator.ReturnType.IsGenericType ? ((dynamic)task).Result : null;
    }

    /// <summary>Lets the app do one of everything that is an orchestration.</summary>
    private static async Task<IReadOnlyList<(string Title, RecordedOrchestration Recording)>> RunAllAsync()
    {
        await using var world = await AppWorld.StartAsync(
            ("StockFlow:Channels:strict:Kind", "http"),
            ("StockFlow:Channels:strict:Endpoint", "https://till.example.com/till"),
            ("StockFlow:Channels:strict:WebhookSecret", AppWorld.Secret),
            ("StockFlow:Channels:strict:PollInterval", "never"),
            ("StockFlow:Channels:strict:Shortage", "reject"),
            ("StockFlow:Channels:strict:SyncInterval", "00:00:30"));
        world.Till.Items["item-1"] = ("CHAIR", 0);
        var skus = Enumerable.Range(1, 110).Select(number => $"S{number}").ToList();
        await world.PostAsync("movements", $"[{string.Join(',', skus.Append("CHAIR").Select(sku => $$"""{"commandId":"{{sku}}","sku":"{{sku}}","kind":"receive","location":"london","units":9}"""))}]");
        await world.PostAsync("channels/strict/listings/import");
        await world.IdleAsync();

        await world.OrderAsync("1", ("CHAIR", 2));
        await world.OrderAsync("2", [.. skus.Select(sku => (sku, 1))]);
        await world.DeliverAsync(world.OrderBody("3", ("CHAIR", 1), ("S1", 100)), "strict");
        await world.PostAsync("transfers", """{"id":"t","from":"london","to":"leeds","lines":[{"sku":"CHAIR","units":2}]}""");
        await world.PostAsync("counts", """{"id":"c","location":"london","skus":["CHAIR"]}""");
        await world.PostAsync("counts/c/entries", """[{"commandId":"e","sku":"CHAIR","person":"anna","units":5}]""");
        await world.PostAsync("counts/c/close");
        await world.SendAsync(HttpMethod.Post, "imports/stock/i", new StringContent("sku,location,onHand\nS1,leeds,4\n"));
        await world.PostAsync("audit");
        await world.PostAsync("backups");
        await world.PassAsync(TimeSpan.FromSeconds(70));
        await world.IdleAsync();

        (string Title, string InstanceId)[] wanted =
        [
            ("ReserveOrder-small", "order_till_1@1"), ("ReserveOrder-large", "order_till_2@1"), ("ReserveOrder-rejected", "order_strict_3@1"),
            ("AdvanceTransfer", "transfer-t-1"), ("AdvanceCount", "count-c-close"), ("ApplyImport", "csv-i"), ("AuditStock", "audit"),
            ("BackUpTables", "backup"), ("ImportListings", "import-strict"), ("SyncChannel", "sync-strict"),
        ];
        var store = world.Services.GetRequiredService<HostStores>().Main!;
        var client = world.Services.GetRequiredService<DurableHost>().Engine!.Client;
        var all = new List<OrchestrationMetadata>();
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)).WithCancellation(AppWorld.Cancellation))
        {
            all.Add(instance);
        }

        return [.. wanted.Select(item => (item.Title, RecordedOrchestration.Read(
            store,
            all.FirstOrDefault(instance => instance.IsCompleted && instance.InstanceId == item.InstanceId)
                ?? throw new InvalidOperationException($"{item.InstanceId} is none of {string.Join(", ", all)}"),
            Version)))];
    }
}
