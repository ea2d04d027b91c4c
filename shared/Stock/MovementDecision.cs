namespace StockFlow.Stock;

/// <summary>What to answer and what to write.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Levels">The levels afterwards; the same object as before where nothing changed.</param>
/// <param name="IsFinal">Whether the answer is put on record under the command's id.</param>
/// <param name="Changes">The locations that changed; null where there is no journal entry to write.</param>
internal readonly record struct MovementDecision(
    MovementOutcome Outcome,
    SkuLevels? Levels,
    bool IsFinal,
    IReadOnlyList<LevelChange>? Changes);
