using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Channels;

/// <summary>Checks locations, channels and sync options at start.</summary>
internal sealed class ChannelSettingsCheck(IConfiguration configuration, IEnumerable<ConnectorKind> kinds) : ISettingsCheck
{
    public IReadOnlyList<SettingFault> FindFaults()
    {
        var faults = new List<SettingFault>(new ChannelSettingsReader(configuration, kinds).Read().Faults);
        _ = SyncOptions.Read(configuration, faults);
        return faults;
    }
}
