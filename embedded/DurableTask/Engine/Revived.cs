using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.DurableTask;

/// <summary>What an instance was doing when the store was last written.</summary>
/// <param name="Open">Activities and timers that have no result yet.</param>
internal sealed record Revived(InstanceRow Row, bool IsStarted, int NextEpisode, List<HistoryEvent> Open, List<Message> Inbox)
{
    /// <returns>Null if there is no such instance, or it has ended.</returns>
    public static Revived? Read(StoreScope scope, long sequence)
    {
        if (DurableTables.Live(scope, sequence) is not { } row)
        {
            return null;
        }

        var history = DurableTables.History(scope, sequence);
        var open = new Dictionary<int, HistoryEvent>();
        var isStarted = false;
        foreach (var item in history.SelectMany(episode => episode.Events))
        {
            switch (item.Kind)
            {
                case EventKind.Started:
                    isStarted = true;
                    break;
                case EventKind.ActivityScheduled or EventKind.TimerCreated:
                    open.Add(item.TaskId, item);
                    break;
                case EventKind.TaskCompleted or EventKind.TaskFailed or EventKind.TimerFired or EventKind.TimerCancelled:
                    open.Remove(item.TaskId);
                    break;
            }
        }

        var nextEpisode = history.Count == 0 ? 1 : history[^1].Episode + 1;
        return new Revived(row, isStarted, nextEpisode, [.. open.Values], DurableTables.Inbox(scope, sequence));
    }
}
