namespace StockFlow.Stock;

/// <summary>What to answer and what to write.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Levels">The levels afterwards; the same object as before where nothing changed.</param>
/// <param name="Record">The reservation to write; null where the command leaves no trace.</param>
/// <param name="Changes">The locations that changed: the journal entry to write, none if empty.</param>
internal readonly record struct ReservationDecision(
    ReservationOutcome Outcome,
    SkuLevels? Levels,
    Reservation? Record,
    IReadOnlyList<LevelChange> Changes);
