namespace EmbeddedFunctions.DurableTask;

/// <summary>Something an orchestration is to be told.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Generation">The run it belongs to, counted by continue-as-new; <see cref="AnyGeneration"/> for events.</param>
/// <param name="InboxId">Its row in the inbox; 0 for what is made again after a restart (results of activities, timers).</param>
internal readonly record struct Message(HistoryEvent Event, int Generation, long InboxId = 0)
{
    public const int AnyGeneration = -1;

    /// <summary>Whether it reaches an orchestration that is suspended.</summary>
    public bool IsControl => Event.Kind >= EventKind.Suspend;
}
