namespace EmbeddedFunctions.DurableTask;

/// <summary>One thing that happened to an orchestration, or that it did.</summary>
/// <param name="Kind">Decides which of the others are used.</param>
/// <param name="TaskId">The position of the call among the orchestration's actions.</param>
/// <param name="Name">Of the activity, orchestrator or event.</param>
/// <param name="Payload">Input, result, event content or failure, serialized.</param>
/// <param name="Target">The instance that is called or sent to.</param>
/// <param name="Ticks">When a timer is due, UTC.</param>
internal readonly record struct HistoryEvent(
    EventKind Kind, int TaskId = 0, string? Name = null, string? Payload = null, string? Target = null, long Ticks = 0)
{
    /// <summary>Whether replaying must do this again, and in this order.</summary>
    public bool IsAction => Kind is EventKind.ActivityScheduled or EventKind.TimerCreated
        or EventKind.SubOrchestrationStarted or EventKind.EventSent;

    /// <summary>Whether this is the same step as another, as far as a replay must agree.</summary>
    public bool Matches(HistoryEvent other) =>
        Kind == other.Kind && TaskId == other.TaskId
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Target, other.Target, StringComparison.Ordinal);

    /// <summary>The step in words, without its payload.</summary>
    public string Describe() => Kind switch
    {
        EventKind.ActivityScheduled => $"a call of activity '{Name}'",
        EventKind.TimerCreated => "a timer",
        EventKind.SubOrchestrationStarted => $"a call of orchestrator '{Name}' as '{Target}'",
        EventKind.EventSent => $"the event '{Name}' to '{Target}'",
        _ => Kind.ToString(),
    };
}
