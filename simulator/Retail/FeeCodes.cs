namespace StockFlow.Simulator.Retail;

/// <summary>Tells codes that are no goods from stock codes. Whatever isn't known here is goods, as a shop would take it.</summary>
public static class FeeCodes
{
    /// <returns>Null for goods.</returns>
    public static FeeKind? KindOf(string code)
    {
        var upper = code.Trim().ToUpperInvariant();
        return upper switch
        {
            "POST" or "DOT" or "C2" or "C3" => FeeKind.Carriage,
            "D" => FeeKind.Discount,
            "M" => FeeKind.Manual,
            "BANK CHARGES" => FeeKind.BankCharges,
            "AMAZONFEE" or "CRUK" => FeeKind.Commission,
            "S" => FeeKind.Samples,
            "PADS" => FeeKind.Packing,
            "B" or "ADJUST" or "ADJUST2" => FeeKind.Accounting,
            _ when upper.StartsWith("GIFT", StringComparison.Ordinal) => FeeKind.GiftVoucher,
            _ when upper.StartsWith("TEST", StringComparison.Ordinal) => FeeKind.Test,
            _ => null,
        };
    }
}
