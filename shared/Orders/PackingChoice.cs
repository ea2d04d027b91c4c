using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>Where SKUs that are packed together are to come from.</summary>
/// <param name="Place">Null where the ledger is to choose for each by itself: they were promised in several places already.</param>
/// <param name="IsComplete">Whether everything is there, as far as one could see.</param>
internal readonly record struct PackingChoice(LocationId? Place, bool IsComplete);
