namespace StockFlow.Items;

/// <summary>The answer to setting a base price.</summary>
public abstract record PriceOutcome
{
    private PriceOutcome()
    {
    }

    /// <summary>The price is not the one that the caller had read. Nothing was changed.</summary>
    /// <param name="Revision">That of the price on record.</param>
    public sealed record Changed(long Revision) : PriceOutcome;

    /// <summary>On record, now or before.</summary>
    /// <param name="Terms">The item's terms with the price.</param>
    public sealed record Done(ItemTerms Terms) : PriceOutcome;
}
