namespace StockFlow.Simulator.Retail;

/// <summary>Units of an earlier sale's line that the customer called off or gave back.</summary>
/// <param name="SaleInvoice">The sale.</param>
/// <param name="LineNumber">Its line.</param>
/// <param name="Units">At least 1; over all cancellations never more than the line had.</param>
public sealed record CancelledUnits(string SaleInvoice, int LineNumber, int Units);
