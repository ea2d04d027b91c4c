using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>
/// How one channel shows one SKU. The narrower rule stands in place of the wider one, for buffers too: the item on this channel, then the
/// item, then the channel. What a location withholds is another thing and is taken off at every location by itself.
/// </summary>
/// <param name="Locations">The channel's locations in its order, and how many units of the SKU each never shows.</param>
/// <param name="MaySplit">Whether one line may be served from several locations.</param>
/// <param name="Buffer">Units taken off.</param>
/// <param name="SharePercent">Of what is left, rounded down.</param>
/// <param name="Cap">The most that is shown; null for no cap.</param>
/// <param name="Minimum">What is below is shown as zero.</param>
public sealed record ListingTerms(
    IReadOnlyList<LocationSettings> Locations,
    bool MaySplit,
    Term Buffer,
    Term SharePercent,
    Term? Cap,
    Term Minimum)
{
    /// <summary>Chooses each term from where it is set most narrowly.</summary>
    /// <param name="locations">All configured locations; one of the channel's that is missing withholds nothing.</param>
    public static ListingTerms Of(ChannelSettings channel, IReadOnlyCollection<LocationSettings> locations, ItemTerms item)
    {
        var onChannel = item.Channels.GetValueOrDefault(channel.Id, ItemChannelTerms.None);
        var everywhere = item.AllChannels;
        return new ListingTerms(
            [.. channel.Locations.Select(id => locations.FirstOrDefault(location => location.Id == id) ?? new LocationSettings(id, LocationSettings.PriorityDefault))],
            channel.SplitLines,
            Narrowest(onChannel.BufferUnits, everywhere.BufferUnits, channel.BufferUnits)!.Value,
            Narrowest(onChannel.SharePercent, everywhere.SharePercent, channel.SharePercent)!.Value,
            Narrowest(onChannel.CapUnits, everywhere.CapUnits, channel.CapUnits),
            Narrowest(onChannel.MinimumUnits, everywhere.MinimumUnits, channel.MinimumUnits)!.Value);
    }

    /// <summary>Units of a component that no bundle may draw on: what the merchant keeps back of that very item.</summary>
    public static Term ComponentBuffer(ChannelId channel, ItemTerms component) =>
        Narrowest(component.Channels.GetValueOrDefault(channel)?.BufferUnits, component.AllChannels.BufferUnits, 0)!.Value;

    private static Term? Narrowest(int? onChannel, int? everywhere, int? channel) =>
        onChannel is { } first ? new Term(first, TermSource.ItemOnChannel)
        : everywhere is { } second ? new Term(second, TermSource.Item)
        : channel is { } third ? new Term(third, TermSource.Channel)
        : null;
}
