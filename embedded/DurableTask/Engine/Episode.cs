using EmbeddedFunctions.Store;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// What one episode of an instance changes: the mail it consumed, its new history, what it asked for. All of it is written
/// as one work item of the store, and only then takes effect.
/// </summary>
internal sealed class Episode(Instance instance)
{
    public Instance Instance => instance;

    public int Generation { get; init; }

    public int Number { get; init; }

    /// <summary>The orchestration's time, UTC.</summary>
    public long NowTicks { get; set; }

    public List<long> ConsumedInboxIds { get; } = [];

    public List<HistoryEvent> Inputs { get; } = [];

    public List<HistoryEvent> Actions { get; set; } = [];

    /// <summary>Null if the status stays as it is.</summary>
    public OrchestrationRuntimeStatus? NewStatus { get; set; }

    public bool CustomStatusChanged { get; set; }

    public string? CustomStatus { get; set; }

    public Completion? Completion { get; set; }

    public NextRun? NextRun { get; set; }

    /// <summary>The events the next run finds.</summary>
    public List<HistoryEvent> CarriedOver { get; set; } = [];

    public bool TerminatesChildren { get; set; }

    public bool ChangesNothing => ConsumedInboxIds.Count == 0 && Inputs.Count == 0 && Actions.Count == 0
        && NewStatus is null && Completion is null && NextRun is null && !CustomStatusChanged;

    /// <summary>Writes everything that concerns the instance itself.</summary>
    public void Write(WriteScope scope, bool keepEndedHistory)
    {
        var sequence = instance.Sequence;
        foreach (var id in ConsumedInboxIds)
        {
            DurableTables.RemoveFromInbox(scope, id);
        }

        if (CustomStatusChanged)
        {
            DurableTables.SetCustomStatus(scope, sequence, CustomStatus, NowTicks);
        }

        if (NextRun is { } next)
        {
            DurableTables.StartOver(scope, sequence, Generation + 1, next.Input, next.Version, NowTicks);
            if (CarriedOver.Count > 0)
            {
                DurableTables.AddHistory(scope, sequence, 0, NowTicks, HistoryCodec.Write(CarriedOver, []));
            }

            return;
        }

        if (Inputs.Count + Actions.Count > 0)
        {
            DurableTables.AddHistory(scope, sequence, Number, NowTicks, HistoryCodec.Write(Inputs, Actions));
        }

        if (Completion is { } completion)
        {
            DurableTables.End(scope, sequence, completion, NowTicks);
            if (!keepEndedHistory)
            {
                DurableTables.DeleteHistory(scope, sequence);
            }
        }
        else if (NewStatus is { } status)
        {
            DurableTables.SetStatus(scope, sequence, status, NowTicks);
        }
    }
}
