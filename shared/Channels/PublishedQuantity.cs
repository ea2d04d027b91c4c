using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>The number a channel shows for a SKU, with every term it was made of, so that it can be explained.</summary>
/// <param name="Locations">The levels at the channel's locations, in the channel's order; a location that never held the SKU is left out.</param>
/// <param name="AvailableUnits">The sum of what is available there; may be negative.</param>
/// <param name="BufferUnits">Taken off.</param>
/// <param name="SharePercent">Of what is left, rounded down.</param>
/// <param name="SharedUnits">After buffer and share, never below zero.</param>
/// <param name="CapUnits">The most that is shown, or null.</param>
/// <param name="Units">The published quantity: zero or more.</param>
/// <param name="Position">The journal position of the levels.</param>
public sealed record PublishedQuantity(
    IReadOnlyList<LocationLevel> Locations,
    int AvailableUnits,
    int BufferUnits,
    int SharePercent,
    int SharedUnits,
    int? CapUnits,
    int Units,
    long Position)
{
    /// <summary>Works out the number. A SKU without levels has none: it is not zero, and nothing is sent.</summary>
    public static PublishedQuantity Of(SkuLevels levels, ChannelSettings channel)
    {
        var locations = channel.Locations
            .Select(id => levels.Locations.FirstOrDefault(level => level.Location == id))
            .OfType<LocationLevel>()
            .ToList();

        // Sums are kept within what a level can be; a merchant with two billion units has other worries.
        var available = locations.Sum(level => (long)level.AvailableUnits);
        var left = Math.Max(0, available - channel.BufferUnits);
        var shared = (int)Math.Min(int.MaxValue, left * channel.SharePercent / 100);
        return new PublishedQuantity(
            locations,
            (int)Math.Clamp(available, int.MinValue, int.MaxValue),
            channel.BufferUnits,
            channel.SharePercent,
            shared,
            channel.CapUnits,
            Math.Min(shared, channel.CapUnits ?? int.MaxValue),
            levels.Position);
    }
}
