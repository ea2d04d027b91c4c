using StockFlow.Channels.Listings;

namespace StockFlow.Channels.Pushes;

/// <summary>What became of one place of one entry.</summary>
/// <param name="Planned">The entry.</param>
/// <param name="Reference">The place, with the number that the channel is now believed to show.</param>
/// <param name="Refusal">Why it was not applied; null where the channel shows the number.</param>
/// <param name="IsPermanent">Whether sending it again can't help.</param>
/// <param name="IsUnknown">Whether the request's end is unknown.</param>
internal sealed record PlaceOutcome(
    PlannedEntry Planned,
    ListingReference Reference,
    string? Refusal = null,
    bool IsPermanent = false,
    bool IsUnknown = false);
