using System.Text.Json.Nodes;
using EmbeddedFunctions.DurableTask;

namespace StockFlow.Tests.Operations.RollForward;

/// <summary>Answers the calls of a replayed orchestration as they were answered when it was recorded.</summary>
internal sealed class RecordedActivities
{
    private readonly Lock _gate = new();
    private readonly List<(string Name, JsonNode? Input, JsonNode? Result)> _calls;

    /// <param name="recording">The whole.</param>
    /// <param name="steps">How many of its steps are in the history already; what they got answered is not asked again.</param>
    public RecordedActivities(RecordedOrchestration recording, int steps)
    {
        var answered = Results(recording.Episodes.Take(steps)).Select(item => item.Task).ToHashSet();
        var results = Results(recording.Episodes).ToDictionary(item => item.Task, item => item.Payload);
        _calls = [.. recording.Episodes.SelectMany(episode => episode.Events)
            .Where(item => item.Kind == EventKind.ActivityScheduled && !answered.Contains(item.Task))
            .Select(item => (item.Name!, item.Payload, results[item.Task]))];
    }

    /// <summary>Calls of the recording that nobody has made.</summary>
    public int Missing
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    /// <exception cref="InvalidOperationException">There was no such call. New members of an input are no other call.</exception>
    public string? Answer(string name, string? input)
    {
        var given = input is null ? null : JsonNode.Parse(input);
        lock (_gate)
        {
            var at = _calls.FindIndex(call => call.Name == name && Has(given, call.Input));
            if (at < 0)
            {
                throw new InvalidOperationException($"The recording has no call of {name} with {input}.");
            }

            var result = _calls[at].Result;
            _calls.RemoveAt(at);
            return result?.ToJsonString();
        }
    }

    /// <summary>Whether all that was recorded is there, whatever is there besides.</summary>
    public static bool Has(JsonNode? given, JsonNode? recorded) => (given, recorded) switch
    {
        (JsonObject a, JsonObject b) => b.All(member => a.TryGetPropertyValue(member.Key, out var value) && Has(value, member.Value)),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Has(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(given, recorded),
    };

    private static IEnumerable<RecordedEvent> Results(IEnumerable<RecordedEpisode> episodes) =>
        episodes.SelectMany(episode => episode.Events).Where(item => item.Kind == EventKind.TaskCompleted);
}
