using StockFlow.Channels.Listings;

namespace StockFlow.Channels.Pushes;

/// <summary>What became of one place of one entry: of its number, or of its price.</summary>
/// <param name="Planned">The entry.</param>
/// <param name="Reference">The place, with the number and price that the channel is now believed to show.</param>
/// <param name="IsPrice">Whether it was told a price; else a number.</param>
/// <param name="Refusal">Why it was not applied; null where the channel shows it.</param>
/// <param name="IsPermanent">Whether sending it again can't help.</param>
/// <param name="IsUnknown">Whether the request's end is unknown.</param>
internal sealed record PlaceOutcome(
    PlannedEntry Planned,
    ListingReference Reference,
    bool IsPrice,
    string? Refusal = null,
    bool IsPermanent = false,
    bool IsUnknown = false)
{
    /// <summary>A place as it is after this outcome; what the outcome is not about stays.</summary>
    /// <param name="isSettled">Whether nothing older may still arrive: else an acknowledged number or price is not certain to stay.</param>
    public ListingReference Onto(ListingReference place, bool isSettled)
    {
        var isCertain = Refusal is null && isSettled;
        return IsPrice
            ? place with { Price = isCertain ? Reference.Price! with { IsCertain = true } : Reference.Price }
            : place with { PublishedUnits = Reference.PublishedUnits, IsCertain = isCertain || Reference.IsCertain };
    }
}
