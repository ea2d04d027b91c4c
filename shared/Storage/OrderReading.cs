using StockFlow.Orders;

namespace StockFlow.Storage;

/// <summary>A row of the orders, read one by one.</summary>
/// <param name="Id">By its key.</param>
/// <param name="Order">Null where the row is not of our form.</param>
/// <param name="Unreadable">Where and why it can't be read; null where it can.</param>
public sealed record OrderReading(OrderId Id, Order? Order, UnreadableRow? Unreadable);
