using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>What an order wants of one SKU, all its lines summed.</summary>
/// <param name="Sku">The item.</param>
/// <param name="OpenUnits">Still to leave.</param>
/// <param name="ShippedUnits">Left since placed.</param>
/// <param name="RestockedUnits">Came back and for sale again since placed.</param>
internal readonly record struct SkuWant(Sku Sku, int OpenUnits, int ShippedUnits, int RestockedUnits);
