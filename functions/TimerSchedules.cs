using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace StockFlow.Functions;

/// <summary>
/// When the timers run, each an NCRONTAB expression in an app setting. The app brings defaults for the embedded host; on Azure the
/// platform reads schedules before the app runs, so there the settings must be deployed with it.
/// </summary>
internal static class TimerSchedules
{
    /// <summary>How often we look which channels are due to be polled; the bound of how exactly PollInterval is kept.</summary>
    public const string Poll = "%StockFlow__Timers__Poll%";

    /// <summary>How often we look which channels are due to be told; the bound of how exactly SyncInterval is kept.</summary>
    public const string Sync = "%StockFlow__Timers__Sync%";

    /// <summary>How often quarantined orders are looked through for SKUs that have become known unnoticed.</summary>
    public const string Quarantine = "%StockFlow__Timers__Quarantine%";

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["StockFlow:Timers:Poll"] = "*/30 * * * * *",
        ["StockFlow:Timers:Sync"] = "*/30 * * * * *",
        ["StockFlow:Timers:Quarantine"] = "30 * * * * *",
    };

    /// <summary>Adds the defaults below all other settings.</summary>
    public static void AddDefaults(IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
}
