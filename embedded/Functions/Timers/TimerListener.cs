using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.Functions;

/// <summary>
/// Runs one timer function, one run at a time. Occurrences missed while the host was down, or while a run took too long,
/// are made up for by one run that is past due. A run counts once it has ended, well or not: killed in between, it is repeated.
/// </summary>
/// <param name="records">Null when the schedule isn't monitored.</param>
internal sealed partial class TimerListener(
    FunctionRunner runner, TimerSchedule schedule, bool runOnStartup, TimerRecords? records,
    TimeSpan? functionTimeout, IServiceScopeFactory scopes, TimeProvider timeProvider) : ITriggerListener
{
    /// <summary>Timers of the platform reach 49 days; a longer wait is made of several.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(24);

    private readonly WorkGauge _gauge = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _stopped;
    private ScheduleStatus _status = new();

    public long Begun => _gauge.Begun;

    public bool IsIdle => _gauge.IsIdle;

    private DateTime Now => timeProvider.GetUtcNow().UtcDateTime;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var known = records?.Read(runner.Definition.Name);
        var now = Now;

        // The occurrence after the last run is reckoned by today's schedule: it may have changed while the host was down.
        _status = known is null
            ? new ScheduleStatus { Next = schedule.NextAfter(now), LastUpdated = now }
            : new ScheduleStatus { Last = known.Last, Next = schedule.NextAfter(known.LastUpdated), LastUpdated = known.LastUpdated };
        if (known is null && records is not null)
        {
            await records.WriteAsync(runner.Definition.Name, _status);
        }

        _timer = timeProvider.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var pastDue = _status.Next <= now;
        if (pastDue || runOnStartup)
        {
            Begin(pastDue);
        }
        else
        {
            Wait();
        }
    }

    public void StopTaking()
    {
        lock (_gate)
        {
            _stopped = true;
            _timer?.Dispose();
        }
    }

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await using var abandoning = cancellationToken.Register(_abandoned.Cancel);
        await _gauge.WhenIdleAsync(CancellationToken.None);
    }

    public Task WhenIdleAsync(CancellationToken cancellationToken) => _gauge.WhenIdleAsync(cancellationToken);

    private void OnTimer()
    {
        // The platform's timers may fire a little early; and a long wait comes in parts.
        if (_status.Next <= Now)
        {
            Begin(isPastDue: false);
        }
        else
        {
            Wait();
        }
    }

    private void Wait()
    {
        var wait = _status.Next - Now;
        lock (_gate)
        {
            if (!_stopped)
            {
                // Rounded up to a millisecond, the timers' own grain, so that the wait isn't over too early.
                var whole = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, WaitMax.TotalMilliseconds)));
                _timer!.Change(whole > TimeSpan.Zero ? whole : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Counts the run before anything else happens, so that whoever moved the clock can wait for it.</summary>
    private void Begin(bool isPastDue)
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _gauge.Begin();
        }

        _ = Task.Run(() => RunUntilNotDueAsync(isPastDue));
    }

    private async Task RunUntilNotDueAsync(bool isPastDue)
    {
        try
        {
            var pastDue = isPastDue;
            do
            {
                await RunAsync(pastDue);
                pastDue = _status.Next <= Now;
            }
            while (pastDue && !_stopped);

            Wait();
        }
        catch (Exception e)
        {
            LogScheduleFailed(runner.Logger, e, runner.Definition.Name);
        }
        finally
        {
            _gauge.End();
        }
    }

    private async Task RunAsync(bool isPastDue)
    {
        var occurrence = _status.Next;
        var begun = Now;
        var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = records is null ? null : _status };
        using var timeout = functionTimeout is { } limit ? new CancellationTokenSource(limit, timeProvider) : new CancellationTokenSource();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abandoned.Token);
        try
        {
            await runner.RunAsync(scopes, info, cancelled.Token);
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            // The host could not wait: not recorded, so that the next start makes up for it.
            LogAbandoned(runner.Logger, runner.Definition.Name);
            return;
        }
        catch (Exception e)
        {
            LogFailed(runner.Logger, e, runner.Definition.Name);
        }

        // What became due by the time the run began is done with it; what became due since is not.
        var done = occurrence <= begun ? begun : _status.LastUpdated;
        _status = new ScheduleStatus
        {
            Last = occurrence <= begun ? occurrence : _status.Last,
            Next = schedule.NextAfter(done),
            LastUpdated = done,
        };
        if (records is not null)
        {
            await records.WriteAsync(runner.Definition.Name, _status);
        }
    }

    [LoggerMessage(10, LogLevel.Error, "{Function} failed; its schedule goes on")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);

    [LoggerMessage(11, LogLevel.Warning, "{Function} was cancelled by the stop of the host; the next start makes up for it")]
    private static partial void LogAbandoned(ILogger logger, string function);

    [LoggerMessage(12, LogLevel.Critical, "The schedule of {Function} has ended")]
    private static partial void LogScheduleFailed(ILogger logger, Exception exception, string function);
}
