namespace StockFlow.Simulator.Retail;

/// <summary>One readable row of an Online Retail file.</summary>
/// <param name="LineNumber">The row's line in the file, the header being line 1.</param>
/// <param name="Invoice">The invoice as written, such as 536365 or C536379.</param>
/// <param name="Code">The stock code as written: case and all.</param>
/// <param name="Description">Free text; may be empty.</param>
/// <param name="Units">Never 0; negative for what comes back or is lost.</param>
/// <param name="At">The shop's own time, taken as UTC.</param>
/// <param name="UnitPrice">In pounds; 0 for what isn't a sale, negative for a bad debt.</param>
/// <param name="Customer">The customer's number, or null where there is none.</param>
/// <param name="Country">The customer's country.</param>
public sealed record RetailRow(
    int LineNumber,
    string Invoice,
    string Code,
    string Description,
    int Units,
    DateTimeOffset At,
    decimal UnitPrice,
    string? Customer,
    string Country);
