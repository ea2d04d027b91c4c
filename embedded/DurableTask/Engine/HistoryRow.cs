namespace EmbeddedFunctions.DurableTask;

/// <summary>One committed step of an orchestration: what it was told, then what it did.</summary>
/// <param name="Episode">0 holds only events carried over by continue-as-new.</param>
/// <param name="Ticks">The orchestration's time during the step, UTC.</param>
/// <param name="Events">In order.</param>
internal sealed record HistoryRow(int Episode, long Ticks, List<HistoryEvent> Events);
