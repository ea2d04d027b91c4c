using StockFlow.Stock;

namespace StockFlow.Simulator.Retail;

/// <summary>One invoice, as what it really is.</summary>
/// <param name="Invoice">Unique within the file: an invoice whose rows stand apart gets -2, -3 … appended.</param>
/// <param name="At">The shop's time; never earlier than that of the event before.</param>
/// <param name="Fees">The lines that are no goods.</param>
public abstract record RetailEvent(string Invoice, DateTimeOffset At, IReadOnlyList<FeeLine> Fees)
{
    /// <summary>A sale with at least one line of goods.</summary>
    /// <param name="Customer">Null for a sale to nobody in particular.</param>
    public sealed record Sale(
        string Invoice,
        DateTimeOffset At,
        IReadOnlyList<FeeLine> Fees,
        string? Customer,
        string Country,
        IReadOnlyList<GoodsLine> Lines) : RetailEvent(Invoice, At, Fees);

    /// <summary>Goods given back or called off.</summary>
    /// <param name="Cancelled">Units found on earlier sales to the same customer.</param>
    /// <param name="Returned">Units of sales before the file begins: goods that simply come back.</param>
    public sealed record Cancellation(
        string Invoice,
        DateTimeOffset At,
        IReadOnlyList<FeeLine> Fees,
        IReadOnlyList<CancelledUnits> Cancelled,
        IReadOnlyList<ReturnedUnits> Returned) : RetailEvent(Invoice, At, Fees);

    /// <summary>Stock found, lost, damaged or written off: no customer, no price.</summary>
    /// <param name="Delta">Positive for found, negative for lost.</param>
    /// <param name="Note">What the shop wrote, such as "faulty"; may be empty.</param>
    public sealed record Adjustment(string Invoice, DateTimeOffset At, Sku Sku, int Delta, string Note)
        : RetailEvent(Invoice, At, []);

    /// <summary>An invoice of fees alone: no goods move.</summary>
    public sealed record FeesOnly(string Invoice, DateTimeOffset At, IReadOnlyList<FeeLine> Fees) : RetailEvent(Invoice, At, Fees);
}
