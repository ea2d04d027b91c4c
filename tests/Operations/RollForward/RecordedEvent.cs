using System.Text.Json.Nodes;
using EmbeddedFunctions.DurableTask;

namespace StockFlow.Tests.Operations.RollForward;

/// <summary>One event of a recorded history; payloads are JSON in it, so that people can read them.</summary>
internal sealed record RecordedEvent(EventKind Kind, int Task, string? Name, JsonNode? Payload, long DueTicks)
{
    public static RecordedEvent Of(HistoryEvent item) => new(
        item.Kind, item.TaskId, item.Name, item.Payload is null ? null : JsonNode.Parse(item.Payload), item.Ticks);

    public HistoryEvent ToEvent() => new(Kind, Task, Name, Payload?.ToJsonString(), null, DueTicks);
}
