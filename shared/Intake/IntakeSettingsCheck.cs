using System.Globalization;
using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Intake;

/// <summary>Reads and checks the settings of the intake.</summary>
internal sealed class IntakeSettingsCheck(IConfiguration configuration) : ISettingsCheck
{
    private const string Path = "StockFlow:" + IntakeOptions.BytesMaxSetting;

    public IReadOnlyList<SettingFault> FindFaults() =>
        configuration[Path] is { } text && !TryParse(text, out _)
            ? [new SettingFault(
                $"StockFlow__{IntakeOptions.BytesMaxSetting}",
                $"is not a whole number of bytes from {IntakeOptions.BytesMaxLow} to {IntakeOptions.BytesMaxHigh}.",
                "1048576")]
            : [];

    public static IntakeOptions Read(IConfiguration configuration) =>
        configuration[Path] is { } text && TryParse(text, out var bytes) ? new IntakeOptions { BytesMax = bytes } : new IntakeOptions();

    private static bool TryParse(string text, out int bytes) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bytes)
        && bytes is >= IntakeOptions.BytesMaxLow and <= IntakeOptions.BytesMaxHigh;
}
