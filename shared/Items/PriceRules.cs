namespace StockFlow.Items;

/// <summary>Decides on base prices. Pure.</summary>
internal static class PriceRules
{
    /// <summary>Sets or takes back a price. A repeat gets the first answer, also where it names the revision from before itself.</summary>
    /// <param name="price">Within its range, see <see cref="BasePrice"/>; null takes it back.</param>
    /// <param name="expectedRevision">That of the price the caller has read, 0 where there never was one; null sets it whatever it is.</param>
    /// <returns>The terms to write, the same ones where nothing changes, and what to answer.</returns>
    public static (ItemTerms Write, PriceOutcome Outcome) Set(ItemTerms before, decimal? price, long? expectedRevision)
    {
        if (before.Price == price && before.PriceRevision - (expectedRevision ?? before.PriceRevision) is 0 or 1)
        {
            return (before, new PriceOutcome.Done(before));
        }

        if (expectedRevision is { } expected && expected != before.PriceRevision)
        {
            return (before, new PriceOutcome.Changed(before.PriceRevision));
        }

        var after = before with { Price = price, PriceRevision = before.PriceRevision + 1 };
        return (after, new PriceOutcome.Done(after));
    }
}
