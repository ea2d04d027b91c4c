using System.Globalization;
using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Storage;

/// <summary>Reads and checks the settings of the journal's archive.</summary>
internal sealed class JournalArchiveSettingsCheck(IConfiguration configuration) : ISettingsCheck
{
    private const string Path = "StockFlow:" + JournalArchiveOptions.LiveEntriesSetting;

    public IReadOnlyList<SettingFault> FindFaults() =>
        configuration[Path] is { Length: > 0 } text && !TryParse(text, out _)
            ? [new SettingFault(
                $"StockFlow__{JournalArchiveOptions.LiveEntriesSetting}",
                $"is not a whole number of entries from {JournalArchiveOptions.LiveEntriesLow} to {JournalArchiveOptions.LiveEntriesHigh}.",
                "1000")]
            : [];

    public static JournalArchiveOptions Read(IConfiguration configuration) =>
        configuration[Path] is { } text && TryParse(text, out var entries) ? new JournalArchiveOptions { LiveEntries = entries } : new JournalArchiveOptions();

    private static bool TryParse(string text, out int entries) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out entries)
        && entries is >= JournalArchiveOptions.LiveEntriesLow and <= JournalArchiveOptions.LiveEntriesHigh;
}
