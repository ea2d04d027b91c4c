using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>The number a channel shows for a SKU, with every term it was made of, so that it can be explained.</summary>
/// <param name="Sku">What is listed.</param>
/// <param name="Parts">The item itself, or the components of a bundle; empty for a bundle that was retired, which shows zero.</param>
/// <param name="Terms">The channel's rules for this SKU.</param>
/// <param name="AvailableUnits">
/// What is available of the scarcest part at the channel's locations; may be negative. Where lines may not be split, no more than at the
/// one location with most, as a single order may want it all.
/// </param>
/// <param name="AllowedUnits">The same with what each part may be promised beyond available: what an order would be promised.</param>
/// <param name="SharedUnits">After buffer and share, never below zero.</param>
/// <param name="Units">The published quantity, after cap and minimum: zero or more.</param>
/// <param name="Position">Grows with every change of the levels behind it: the sum of the parts' journal positions.</param>
public sealed record PublishedQuantity(
    Sku Sku,
    IReadOnlyList<PublishedPart> Parts,
    ListingTerms Terms,
    int AvailableUnits,
    int AllowedUnits,
    int SharedUnits,
    int Units,
    long Position)
{
    /// <summary>Whether the number is that of a bundle.</summary>
    public bool IsBundle => Parts.Count != 1 || Parts[0].Sku != Sku;

    /// <summary>Works out the number. A SKU without levels has none: it is not zero, and nothing is sent.</summary>
    /// <param name="stock">The item itself, or each component of the bundle; empty for a retired bundle.</param>
    public static PublishedQuantity Of(Sku sku, IReadOnlyList<StockPart> stock, ListingTerms terms)
    {
        var parts = stock.Select(part => PublishedPart.Of(part, terms)).ToList();
        var available = Least(parts, terms, part => part.AvailableUnits, (part, location) => part.AvailableAt(location));
        var allowed = Least(parts, terms, part => part.AllowedUnits, (part, location) => part.AllowedAt(location));

        // Sums are kept within what a level can be; a merchant with two billion units has other worries.
        var left = Math.Max(0, allowed - terms.Buffer.Value);
        var shared = (int)Math.Min(int.MaxValue, left * terms.SharePercent.Value / 100);
        var capped = Math.Min(shared, terms.Cap?.Value ?? int.MaxValue);
        return new PublishedQuantity(
            sku,
            parts,
            terms,
            (int)Math.Clamp(available, int.MinValue, int.MaxValue),
            (int)Math.Clamp(allowed, int.MinValue, int.MaxValue),
            shared,
            capped < terms.Minimum.Value ? 0 : capped,
            parts.Sum(part => part.Position));
    }

    private static long Least(
        List<PublishedPart> parts, ListingTerms terms, Func<PublishedPart, long> everywhere, Func<PublishedPart, LocationId, long> at)
    {
        if (parts.Count == 0)
        {
            return 0;
        }

        var together = parts.Min(everywhere);
        return terms.MaySplit || terms.Locations.Count == 0
            ? together
            : Math.Min(together, terms.Locations.Max(location => parts.Min(part => at(part, location.Id))));
    }
}
