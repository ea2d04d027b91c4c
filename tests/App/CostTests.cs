using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace StockFlow.Tests.App;

/// <summary>What the bill is reckoned with is what is deployed.</summary>
public sealed class CostTests
{
    private static readonly JsonNode Assumptions = JsonNode.Parse(Repository.Read("docs/prices.json"))!["assumptions"]!;

    [Fact]
    public void Memory_is_that_of_the_instances_that_are_deployed()
    {
        var megabytes = int.Parse(
            Regex.Match(Repository.Read("infra/main.bicep"), @"param instanceMemoryMB int = (\d+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(megabytes / 1024.0, Assumptions["instanceGb"]!["value"]!.GetValue<double>());
    }

    [Fact]
    public void Durable_is_reckoned_with_its_defaults_as_host_json_sets_nothing_else()
    {
        var durable = JsonNode.Parse(Repository.Read("functions/host.json"))!["extensions"]!["durableTask"]!;

        Assert.Null(durable["storageProvider"]);
        Assert.Equal((4, 30), (Assumptions["durablePartitions"]!["value"]!.GetValue<int>(), Assumptions["durablePollSeconds"]!["value"]!.GetValue<int>()));
    }

    /// <summary>A backup that was missed is made up for; all else comes again soon.</summary>
    [Fact]
    public void No_timer_that_runs_often_stores_its_status()
    {
        var monitored = Repository.Files("functions", "*.cs")
            .SelectMany(file => Regex.Matches(Repository.Read(file), @"\[TimerTrigger\((?!.*UseMonitor = false)TimerSchedules\.(\w+)"))
            .Select(match => match.Groups[1].Value);

        Assert.Equal(["BackUp"], monitored);
    }
}
