using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

/// <summary>What the sample timers saw, one per host.</summary>
public sealed class TimerDiary
{
    private readonly List<(string Function, DateTimeOffset At, bool IsPastDue)> _runs = [];
    private readonly Lock _gate = new();

    /// <summary>Runs wait for this, so that a test can hold one open.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Exception? Failure { get; set; }

    public int RunningMax { get; private set; }

    public IReadOnlyList<(string Function, DateTimeOffset At, bool IsPastDue)> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs];
            }
        }
    }

    private int Running { get; set; }

    public async Task RunAsync(string function, TimeProvider time, TimerInfo timer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _runs.Add((function, time.GetUtcNow(), timer.IsPastDue));
            RunningMax = Math.Max(RunningMax, ++Running);
        }

        try
        {
            await Gate.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                Running--;
            }
        }

        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}

public sealed class FiveMinuteTimer(TimerDiary diary, TimeProvider time)
{
    [Function("FiveMinutes")]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        diary.RunAsync("FiveMinutes", time, timer, cancellationToken);
}

public sealed class SettingTimer(TimerDiary diary, TimeProvider time)
{
    [Function("BySetting")]
    public Task RunAsync([TimerTrigger("%Schedules__Sync%")] TimerInfo timer, CancellationToken cancellationToken) =>
        diary.RunAsync("BySetting", time, timer, cancellationToken);
}

public sealed class StartupTimer(TimerDiary diary, TimeProvider time)
{
    [Function("AtStartup")]
    public Task RunAsync([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        diary.RunAsync("AtStartup", time, timer, cancellationToken);
}

public sealed class SecondTimer(TimerDiary diary, TimeProvider time)
{
    [Function("EverySecond")]
    public Task RunAsync([TimerTrigger("* * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        Assert.Null(timer.ScheduleStatus);
        return diary.RunAsync("EverySecond", time, timer, cancellationToken);
    }
}
