using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage;

/// <summary>An order with lines that can't be served for now.</summary>
/// <param name="Order">The order.</param>
/// <param name="Revision">The order's revision when it was set aside.</param>
/// <param name="Sku">The unknown SKU; null where the line has none that could ever become known.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">UTC.</param>
public sealed record QuarantineEntry(OrderId Order, int Revision, Sku? Sku, QuarantineReason Reason, DateTimeOffset Since);
