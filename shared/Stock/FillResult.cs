namespace StockFlow.Stock;

/// <summary>What became of a part of the orders that wait for one SKU.</summary>
/// <param name="Filled">
/// Orders that were given units and have not been told since: each has to be done again, under a new revision. Named again by every
/// fill until then.
/// </param>
/// <param name="Next">The last order looked at, from which to go on; null where all were.</param>
/// <param name="IsChanged">Whether levels changed: announce the SKU.</param>
public sealed record FillResult(IReadOnlyList<WaitingOrder> Filled, WaitingOrder? Next, bool IsChanged);
