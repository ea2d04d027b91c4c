namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where a monitored schedule stands. All times are UTC.</summary>
public class ScheduleStatus
{
    /// <summary>The last occurrence that was run; <see cref="DateTime.MinValue"/> before the first.</summary>
    public DateTime Last { get; set; }

    /// <summary>The occurrence after it.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this record was written.</summary>
    public DateTime LastUpdated { get; set; }
}
