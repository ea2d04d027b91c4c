namespace StockFlow.Settings;

/// <summary>Finds what is wrong with one area's settings. Every registered check runs at start, so that all faults are told at once.</summary>
public interface ISettingsCheck
{
    /// <returns>All faults of the area; empty when it can start.</returns>
    IReadOnlyList<SettingFault> FindFaults();
}
