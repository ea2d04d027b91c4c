using StockFlow.Orders;

namespace StockFlow.Stock;

/// <summary>An order that waits for units of one SKU, or that was filled and has not been told yet.</summary>
/// <param name="Since">When it was placed, UTC, to the millisecond. Who was first comes first; of the same moment, by the order's key.</param>
/// <param name="Order">The order.</param>
/// <param name="Revision">The revision that waits.</param>
/// <param name="NotBefore">A pre-order's release date, UTC; null where it may be filled at once.</param>
/// <param name="IsFilled">Whether it was given units since that revision: the order has to be done again, under a new revision.</param>
public sealed record WaitingOrder(DateTimeOffset Since, OrderId Order, int Revision, DateTimeOffset? NotBefore, bool IsFilled);
