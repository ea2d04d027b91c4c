using StockFlow.Orders;

namespace StockFlow.Storage;

/// <summary>An order has more lines than one entity holds, some ten thousand. It was not stored; split it on the channel.</summary>
public sealed class OrderTooLargeException(OrderId order, int lines, int bytes, int bytesMax)
    : Exception($"Order {order} with {lines} lines takes {bytes} bytes packed; at most {bytesMax} fit.")
{
    public OrderId Order { get; } = order;
}
