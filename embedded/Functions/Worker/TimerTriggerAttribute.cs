using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function by a schedule.</summary>
/// <param name="schedule">NCRONTAB in UTC with five or six fields, a TimeSpan, or <c>%SETTING%</c> that holds one of them.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; private set; } = schedule;

    /// <summary>Remembers the last run, so that a run missed while the host was down is made up for. Not for schedules under a minute.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Runs the function at every start of the host too.</summary>
    public bool RunOnStartup { get; set; }
}
