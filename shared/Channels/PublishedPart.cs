using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>What one SKU allows of a listing.</summary>
/// <param name="Sku">The item itself, or a component of the bundle.</param>
/// <param name="Units">What one unit of the listing takes of it.</param>
/// <param name="Locations">At the channel's locations, in the channel's order; one that never held the SKU is left out.</param>
/// <param name="Buffer">Units that the listing may not draw on, beyond its own buffer.</param>
/// <param name="Allowance">How far beyond available it may be promised.</param>
/// <param name="Elsewhere">Locations of other channels where units are promised that are not there, as far as that counts against the allowance.</param>
/// <param name="LeftUnits">What all locations offer, less the buffer; negative where more is promised than there is.</param>
/// <param name="Position">The journal position of the levels.</param>
public sealed record PublishedPart(
    Sku Sku,
    int Units,
    IReadOnlyList<PublishedLocation> Locations,
    Term Buffer,
    BackorderAllowance Allowance,
    IReadOnlyList<LocationLevel> Elsewhere,
    long LeftUnits,
    long Position)
{
    /// <summary>How many units of the listing it allows, all locations together, what may be promised beyond available included.</summary>
    public long AllowedUnits => Whole(LeftUnits + Allowance.ShownUnits, Units);

    /// <summary>The same without what may be promised beyond available.</summary>
    internal long AvailableUnits => Whole(LeftUnits, Units);

    internal static PublishedPart Of(StockPart part, ListingTerms terms)
    {
        var locations = new List<PublishedLocation>(terms.Locations.Count);
        foreach (var location in terms.Locations)
        {
            if (part.Levels.Locations.FirstOrDefault(level => level.Location == location.Id) is { } level)
            {
                locations.Add(PublishedLocation.Of(level, location.BufferUnits));
            }
        }

        // A backorder at one location is served by what another has, so it counts against it.
        var offered = locations.Sum(location => (long)location.OfferedUnits);
        var left = offered > 0 ? Math.Max(0, offered - part.Buffer.Value) : offered;
        var elsewhere = part.Allowance.Elsewhere(part.Levels, terms.Locations.Select(location => location.Id));
        return new PublishedPart(
            part.Levels.Sku, part.Units, locations, part.Buffer, part.Allowance.Beside(elsewhere), elsewhere, left, part.Levels.Position);
    }

    /// <summary>
    /// How many units of the listing one location alone allows. The allowance is for all locations together and may be used up at any one,
    /// also where more is promised than there is.
    /// </summary>
    internal long AllowedAt(LocationId location) => Whole(Math.Max(0, OfferedAt(location)) + Allowance.ShownUnits, Units);

    /// <summary>The same without what may be promised beyond available.</summary>
    internal long AvailableAt(LocationId location) => Whole(OfferedAt(location), Units);

    private long OfferedAt(LocationId location) => Locations.FirstOrDefault(one => one.Level.Location == location)?.OfferedUnits ?? 0;

    /// <summary>Rounded down, below zero too: one unit short is one bundle that can't be packed.</summary>
    private static long Whole(long units, int each) => Math.DivRem(units, each) is var (whole, rest) && rest < 0 ? whole - 1 : units / each;
}
