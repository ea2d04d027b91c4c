namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function learns about its run.</summary>
public class TimerInfo
{
    /// <summary>Null when the schedule isn't monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run makes up for a missed one.</summary>
    public bool IsPastDue { get; set; }
}
