namespace StockFlow.Stock;

/// <summary>What to answer and what to write.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Levels">The levels afterwards; the same object as before where nothing changed.</param>
/// <param name="Record">The reservation to write; null where the return is refused.</param>
/// <param name="Changes">The journal entry to write; none if empty.</param>
internal readonly record struct ReturnDecision(
    ReturnOutcome Outcome,
    SkuLevels? Levels,
    Reservation? Record,
    IReadOnlyList<LevelChange> Changes);
