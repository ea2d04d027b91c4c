namespace StockFlow.Orders;

/// <summary>An unpaid order that holds units until a deadline.</summary>
/// <param name="Order">The order.</param>
/// <param name="Until">UTC.</param>
public sealed record OrderHold(OrderId Order, DateTimeOffset Until);
