using StockFlow.Stock;

namespace StockFlow.Explanations;

/// <summary>One number of a level, and what is behind it.</summary>
/// <param name="Statement">The entries that make it up.</param>
/// <param name="LastChange">The entry that last changed it; null where none has.</param>
public sealed record TermExplanation(TermStatement Statement, JournalEntry? LastChange);
