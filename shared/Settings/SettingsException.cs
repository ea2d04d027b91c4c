namespace StockFlow.Settings;

/// <summary>The settings are wrong and the start stops. The message lists every fault, one a line.</summary>
public sealed class SettingsException(IReadOnlyList<SettingFault> faults)
    : Exception($"{faults.Count} wrong setting(s):{Environment.NewLine}{string.Join(Environment.NewLine, faults)}")
{
    public IReadOnlyList<SettingFault> Faults { get; } = faults;
}
