using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace StockFlow.Functions;

/// <summary>
/// When the timers run, each an NCRONTAB expression in an app setting. The app brings defaults for the embedded host; on Azure the
/// platform reads schedules before the app runs, so there the settings must be deployed with it. Every run costs a second there, which is
/// why what is only a net below something faster runs every five minutes, and why no schedule of several runs a day is monitored (docs/cost.md).
/// </summary>
/// <remarks>
/// The names have no double underscore on purpose: the platform looks up the name as it stands, while its settings keep such a name with
/// a colon instead.
/// </remarks>
internal static class TimerSchedules
{
    /// <summary>How often we look which channels are due to be polled; the bound of how exactly PollInterval is kept.</summary>
    public const string Poll = "%StockFlowPollSchedule%";

    /// <summary>How often we look which channels are due to be told; the bound of how exactly SyncInterval is kept.</summary>
    public const string Sync = "%StockFlowSyncSchedule%";

    /// <summary>How often quarantined orders are looked through for SKUs that have become known unnoticed.</summary>
    public const string Quarantine = "%StockFlowQuarantineSchedule%";

    /// <summary>How often we look which unpaid orders have to give back what they hold; the bound of how exactly HoldTime is kept.</summary>
    public const string Holds = "%StockFlowHoldSchedule%";

    /// <summary>How often open shortfalls are looked through: for alerts, and for pre-orders whose release date has come.</summary>
    public const string Shortfalls = "%StockFlowShortfallSchedule%";

    /// <summary>How often old ended orchestrations are forgotten.</summary>
    public const string Purge = "%StockFlowPurgeSchedule%";

    /// <summary>How often some SKUs are visited to archive their old journal entries.</summary>
    public const string Archive = "%StockFlowArchiveSchedule%";

    /// <summary>How often transfers and counts are looked through for work that nobody started.</summary>
    public const string Resume = "%StockFlowResumeSchedule%";

    /// <summary>How often stock is audited.</summary>
    public const string Audit = "%StockFlowAuditSchedule%";

    /// <summary>How often waiting work is measured, for the metrics.</summary>
    public const string Measure = "%StockFlowMeasureSchedule%";

    /// <summary>How often what has to be read through is measured.</summary>
    public const string MeasureRecords = "%StockFlowMeasureRecordsSchedule%";

    /// <summary>How often everything is backed up; what a restore may lose at the most.</summary>
    public const string BackUp = "%StockFlowBackUpSchedule%";

    private static readonly Dictionary<string, string?> Defaults = new()
    {
        [Poll.Trim('%')] = "0 * * * * *",
        [Sync.Trim('%')] = "30 * * * * *",
        [Quarantine.Trim('%')] = "30 */5 * * * *",
        [Resume.Trim('%')] = "45 1/5 * * * *",
        [Holds.Trim('%')] = "15 2/5 * * * *",
        [Shortfalls.Trim('%')] = "45 3/5 * * * *",
        [Purge.Trim('%')] = "0 17 * * * *",
        [Archive.Trim('%')] = "45 29 * * * *",
        [Audit.Trim('%')] = "0 41 */6 * * *",
        [Measure.Trim('%')] = "20 * * * * *",
        [MeasureRecords.Trim('%')] = "50 */5 * * * *",
        [BackUp.Trim('%')] = "0 27 3 * * *",
    };

    /// <summary>Adds the defaults below all other settings.</summary>
    public static void AddDefaults(IConfigurationBuilder configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
}
