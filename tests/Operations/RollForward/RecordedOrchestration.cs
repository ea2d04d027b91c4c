using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EmbeddedFunctions.DurableTask;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask.Client;
using StockFlow.Tests.App;

namespace StockFlow.Tests.Operations.RollForward;

/// <summary>An orchestration that ended well on some version of the app: its input, its whole history, its output.</summary>
internal sealed record RecordedOrchestration(
    string Name, string Version, string InstanceId, JsonNode? Input, JsonNode? Output, IReadOnlyList<RecordedEpisode> Episodes)
{
    public const string Folder = "tests/Samples/Orchestrations";

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
        RespectRequiredConstructorParameters = false,
    };

    /// <summary>What it did, in its order; the same again and again counts once, for it is data that says how often.</summary>
    [JsonIgnore]
    public IEnumerable<string> Steps
    {
        get
        {
            var last = string.Empty;
            foreach (var step in Episodes.SelectMany(episode => episode.Events).Select(item => item.ToEvent()).Where(item => item.IsAction).Select(item => item.Describe()))
            {
                if (step != last)
                {
                    yield return last = step;
                }
            }
        }
    }

    public static RecordedOrchestration Load(string file) => JsonSerializer.Deserialize<RecordedOrchestration>(Sample.Text($"Orchestrations/{file}"), Format)!;

    /// <summary>Reads one that has ended from a store.</summary>
    public static RecordedOrchestration Read(EmbeddedStore store, OrchestrationMetadata instance, string version) => store.Read(scope =>
    {
        var (sequence, _) = DurableTables.Find(scope, instance.InstanceId)!.Value;
        var episodes = DurableTables.History(scope, sequence)
            .Select(row => new RecordedEpisode(row.Episode, row.Ticks, [.. row.Events.Select(RecordedEvent.Of)]));
        return new RecordedOrchestration(
            instance.Name,
            version,
            instance.InstanceId,
            Parse(instance.SerializedInput),
            Parse(instance.SerializedOutput),
            [.. episodes]);
    });

    /// <summary>Puts it into a store as it stood after some of its steps.</summary>
    public void Write(EmbeddedStore store, int steps) => store.WriteAsync(scope =>
    {
        var began = Episodes[0].Ticks;
        DurableTables.Insert(scope, new InstanceRow(
            1, InstanceId, Name, steps == 0 ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running, 0, began, null, Input?.ToJsonString(), Version, null));
        foreach (var episode in Episodes.Take(steps))
        {
            DurableTables.AddHistory(
                scope, 1, episode.Number, episode.Ticks, HistoryCodec.Write([.. episode.Events.Select(item => item.ToEvent())], []));
        }

        return true;
    }).GetAwaiter().GetResult();

    public void Save(string file)
    {
        var path = Path.Combine(Repository.Root, Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // An episode a line: a difference between two recordings is then one of steps.
        var text = JsonSerializer.Serialize(this, Format).Replace("{\"number\"", "\n{\"number\"", StringComparison.Ordinal);
        File.WriteAllText(path, text + "\n");
    }

    private static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);
}
