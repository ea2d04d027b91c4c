using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Reads a location that people name.</summary>
internal static class LocationText
{
    /// <param name="member">What the body calls it.</param>
    /// <returns>Null with a configured location, or what is wrong.</returns>
    public static Problem? Read(ChannelCatalog catalog, string? text, string member, out LocationId location)
    {
        if (LocationId.TryParse(text, null, out location) && catalog.HasLocation(location))
        {
            return null;
        }

        return new("unknown-location", $"{member} is missing or not configured.",
            catalog.Locations.Count == 0
                ? "Configure one: StockFlow__Locations__london__Priority = 1"
                : $"One of: {string.Join(", ", catalog.Locations.Select(known => known.Id))}.");
    }
}
