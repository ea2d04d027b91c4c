namespace StockFlow.Tests.Operations.RollForward;

/// <summary>One committed step of a recorded history.</summary>
/// <param name="Ticks">The orchestration's time, UTC.</param>
internal sealed record RecordedEpisode(int Number, long Ticks, IReadOnlyList<RecordedEvent> Events);
