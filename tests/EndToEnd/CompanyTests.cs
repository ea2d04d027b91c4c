using StockFlow.Simulator.Replay;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.EndToEnd;

public sealed class CompanyTests
{
    [Fact]
    public void The_demo_sets_when_each_timer_runs()
    {
        var timers = Repository.Read("functions/TimerSchedules.cs").Split('%').Where(part => part.EndsWith("Schedule", StringComparison.Ordinal)).ToHashSet();

        Assert.NotEmpty(timers);
        Assert.Equal(timers.Order(StringComparer.Ordinal), Company.Schedules.Keys.Order(StringComparer.Ordinal));
    }
}
