using StockFlow.Settings;

namespace StockFlow.Channels;

/// <summary>What the settings say, and what is wrong with them.</summary>
/// <param name="Locations">By priority, then id.</param>
/// <param name="Channels">By id.</param>
/// <param name="Faults">Empty when the rest is of use.</param>
internal sealed record ChannelSettingsReading(
    IReadOnlyList<LocationSettings> Locations,
    IReadOnlyList<ChannelSettings> Channels,
    IReadOnlyList<SettingFault> Faults);
