namespace StockFlow.Simulator.Retail;

/// <summary>What a line that is no goods stands for.</summary>
public enum FeeKind
{
    /// <summary>Postage and carriage charged to the customer: POST, DOT, C2, C3.</summary>
    Carriage,

    /// <summary>A discount: D.</summary>
    Discount,

    /// <summary>An amount keyed in by hand: M.</summary>
    Manual,

    /// <summary>BANK CHARGES.</summary>
    BankCharges,

    /// <summary>Commission of a marketplace or charity partner: AMAZONFEE, CRUK.</summary>
    Commission,

    /// <summary>Samples: S.</summary>
    Samples,

    /// <summary>Gift vouchers: gift_0001_40 …</summary>
    GiftVoucher,

    /// <summary>Packing sold at a nominal price: PADS.</summary>
    Packing,

    /// <summary>Accounts put right, such as a bad debt: B, ADJUST, invoices beginning with A.</summary>
    Accounting,

    /// <summary>A test of the till or shop: TEST001 …</summary>
    Test,
}
