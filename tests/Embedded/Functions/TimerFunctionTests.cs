using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class TimerFunctionTests
{
    private static readonly DateTimeOffset Nine = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTime _time = new(Nine);
    private readonly TimerDiary _diary = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_runs_at_its_times_and_not_before()
    {
        await using var host = await StartAsync(typeof(FiveMinuteTimer));

        await MoveAsync(host, TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        var before = _diary.Runs.Count;
        await MoveAsync(host, TimeSpan.FromMilliseconds(1));
        await MoveAsync(host, TimeSpan.FromMinutes(5));

        Assert.Equal(0, before);
        Assert.Equal([("FiveMinutes", Nine.AddMinutes(5), false), ("FiveMinutes", Nine.AddMinutes(10), false)], _diary.Runs);
    }

    [Theory]
    [InlineData("0 30 9 * * *", 30)]
    [InlineData("30 9 * * *", 30)]
    [InlineData("00:07:00", 7)]
    public async Task A_schedule_may_come_from_a_setting_in_each_form(string schedule, int minutes)
    {
        await using var host = await StartAsync(typeof(SettingTimer), ("Schedules:Sync", schedule));

        await MoveAsync(host, TimeSpan.FromMinutes(minutes));

        Assert.Equal([("BySetting", Nine.AddMinutes(minutes), false)], _diary.Runs);
    }

    [Fact]
    public async Task Occurrences_missed_while_the_host_was_down_are_made_up_for_by_one_run()
    {
        var folder = TestHost.NewFolder();
        await using (var host = await StartAsync(typeof(FiveMinuteTimer), folder))
        {
            await MoveAsync(host, TimeSpan.FromMinutes(5));
        }

        _time.Advance(TimeSpan.FromMinutes(58));
        await using var again = await StartAsync(typeof(FiveMinuteTimer), folder);
        await again.Embedded.WhenIdleAsync(Cancelled);
        await MoveAsync(again, TimeSpan.FromMinutes(2));

        Assert.Equal(
            [
                ("FiveMinutes", Nine.AddMinutes(5), false),
                ("FiveMinutes", Nine.AddMinutes(63), true),
                ("FiveMinutes", Nine.AddMinutes(65), false),
            ],
            _diary.Runs);
    }

    [Fact]
    public async Task A_restart_between_two_occurrences_runs_nothing()
    {
        var folder = TestHost.NewFolder();
        await using (var host = await StartAsync(typeof(FiveMinuteTimer), folder))
        {
            await MoveAsync(host, TimeSpan.FromMinutes(7));
        }

        await using var again = await StartAsync(typeof(FiveMinuteTimer), folder);
        await again.Embedded.WhenIdleAsync(Cancelled);

        Assert.Single(_diary.Runs);
    }

    [Fact]
    public async Task A_host_that_was_down_at_the_first_occurrence_ever_makes_up_for_it()
    {
        var folder = TestHost.NewFolder();
        await using (await StartAsync(typeof(FiveMinuteTimer), folder))
        {
            // Stopped before the first occurrence.
        }

        _time.Advance(TimeSpan.FromMinutes(6));
        await using var again = await StartAsync(typeof(FiveMinuteTimer), folder);
        await again.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal([("FiveMinutes", Nine.AddMinutes(6), true)], _diary.Runs);
    }

    [Fact]
    public async Task A_timer_may_run_at_startup_and_keeps_its_times()
    {
        await using var host = await StartAsync(typeof(StartupTimer));
        await host.Embedded.WhenIdleAsync(Cancelled);
        await MoveAsync(host, TimeSpan.FromHours(1));

        Assert.Equal([("AtStartup", Nine, false), ("AtStartup", Nine.AddHours(1), false)], _diary.Runs);
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_followed_by_one_that_is_past_due_and_never_overlapped()
    {
        var hold = new TaskCompletionSource();
        _diary.Gate = hold.Task;
        await using var host = await StartAsync(typeof(FiveMinuteTimer));

        _time.Advance(TimeSpan.FromMinutes(5));
        await UntilAsync(() => _diary.Runs.Count == 1);
        _time.Advance(TimeSpan.FromMinutes(12));
        hold.SetResult();
        await host.Embedded.WhenIdleAsync(Cancelled);
        await MoveAsync(host, TimeSpan.FromMinutes(3));

        Assert.Equal(
            [
                ("FiveMinutes", Nine.AddMinutes(5), false),
                ("FiveMinutes", Nine.AddMinutes(17), true),
                ("FiveMinutes", Nine.AddMinutes(20), false),
            ],
            _diary.Runs);
        Assert.Equal(1, _diary.RunningMax);
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_the_schedule_goes_on()
    {
        _diary.Failure = new InvalidOperationException("out of paper");
        await using var host = await StartAsync(typeof(FiveMinuteTimer));

        await MoveAsync(host, TimeSpan.FromMinutes(5));
        await MoveAsync(host, TimeSpan.FromMinutes(5));

        Assert.Equal(2, _diary.Runs.Count);
        Assert.Contains(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("out of paper", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_cut_off_by_the_stop_is_repeated_at_the_next_start()
    {
        var folder = TestHost.NewFolder();
        _diary.Gate = new TaskCompletionSource().Task;
        await using (await StartAsync(typeof(FiveMinuteTimer), folder, ("EmbeddedHost:DrainTime", "00:00:00")))
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            await UntilAsync(() => _diary.Runs.Count == 1);
        }

        _diary.Gate = Task.CompletedTask;
        await using var again = await StartAsync(typeof(FiveMinuteTimer), folder);
        await again.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal([("FiveMinutes", Nine.AddMinutes(5), false), ("FiveMinutes", Nine.AddMinutes(5), true)], _diary.Runs);
    }

    [Fact]
    public async Task A_schedule_under_a_minute_is_not_made_up_for()
    {
        var folder = TestHost.NewFolder();
        await using (var host = await StartAsync(typeof(SecondTimer), folder))
        {
            await MoveAsync(host, TimeSpan.FromSeconds(1));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        await using var again = await StartAsync(typeof(SecondTimer), folder);
        await again.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal([("EverySecond", Nine.AddSeconds(1), false)], _diary.Runs);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task MoveAsync(TestHost host, TimeSpan by)
    {
        _time.Advance(by);
        await host.Embedded.WhenIdleAsync(Cancelled);
    }

    private Task<TestHost> StartAsync(Type functions, params (string Name, string? Value)[] settings) => StartAsync(functions, null, settings);

    private Task<TestHost> StartAsync(Type functions, string? folder, params (string Name, string? Value)[] settings)
    {
        void Configure(FunctionsApplicationBuilder builder)
        {
            TestHost.Settings(settings)(builder);
            builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(_diary);
        }

        return TestHost.StartAsync([functions], Configure, folder);
    }
}
