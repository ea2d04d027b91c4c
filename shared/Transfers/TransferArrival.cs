using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>What is known by now of one SKU that was sent. Totals, so that a repeat says nothing new.</summary>
/// <param name="Sku">One of the transfer's.</param>
/// <param name="ReceivedUnits">All that arrived so far.</param>
/// <param name="LostUnits">All that were written off so far.</param>
public sealed record TransferArrival(Sku Sku, int ReceivedUnits, int LostUnits);
