using StockFlow.Simulator.Replay;
using Xunit;

namespace StockFlow.Tests.EndToEnd;

/// <summary>Real orders through the whole app, in process, on the simulated clock.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task The_first_orders_of_the_month_end_in_books_that_agree()
    {
        var report = await ReplayAsync(new SimulationOptions { SalesMax = 100 });

        AssertPasses(report);
        Assert.Equal(100, report.Tally.Sales.Values.Sum());
        Assert.Equal(Company.Shops.Count, report.Tally.Sales.Count);
        Assert.True(report.Lines.Reserved > report.Lines.Short, "Most lines can be had.");
        Assert.True(report.Tally.Quarantined > 0, "Some SKUs were unknown at first.");
        Assert.Equal(0, report.QuarantinedLeft);
        Assert.All(report.Shops, shop => Assert.True(shop.Items > 0, $"{shop.Plan.Id} was told numbers."));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Faults_change_the_way_and_not_the_end(int seed)
    {
        var report = await ReplayAsync(new SimulationOptions { SalesMax = 40, WithFaults = true, Seed = seed });

        AssertPasses(report);
        Assert.NotEmpty(report.Faults);
    }

    private static Task<ReplayReport> ReplayAsync(SimulationOptions options) =>
        new Replay(options, new SilentProgress()).RunAsync(TestContext.Current.CancellationToken);

    private static void AssertPasses(ReplayReport report) =>
        Assert.True(report.Audit.Passes, string.Join(Environment.NewLine, report.Audit.Examples.Prepend($"The audit failed; faults: {string.Join(", ", report.Faults)}")));

    private sealed class SilentProgress : IReplayProgress
    {
        public void Begin(string title, int steps)
        {
        }

        public void Reach(int steps, string note)
        {
        }
    }
}
