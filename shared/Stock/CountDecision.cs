namespace StockFlow.Stock;

/// <summary>What to answer and what to write.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Levels">The levels afterwards; the same object as before where nothing changed.</param>
/// <param name="Record">The location's posted counts, newest last; null where they are the same as before.</param>
/// <param name="Changes">The locations that changed: the journal entry to write, none if empty.</param>
internal readonly record struct CountDecision(
    CountOutcome Outcome,
    SkuLevels? Levels,
    IReadOnlyList<PostedCount>? Record,
    IReadOnlyList<LevelChange> Changes);
