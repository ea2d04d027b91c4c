using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StockFlow.Telemetry;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Operations;

/// <summary>Alerts, the workbook, what the app measures and what docs/operations.md tells people to do belong together.</summary>
public sealed partial class AlertTests
{
    private static readonly string Rules = Repository.Read("infra/modules/alerts.bicep");

    private static readonly HashSet<string> Metrics =
    [
        .. typeof(StockFlowMetrics).GetFields()
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Where(name => name.StartsWith("stockflow.", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Queries =>
        Repository.Files("infra/alerts", "*.kql").Append("infra/workbook.json").Select(Repository.Read);

    [Fact]
    public void Every_alert_has_a_section_that_says_what_to_do_and_every_section_an_alert()
    {
        var alerts = Id().Matches(Rules).Select(match => match.Groups[1].Value).ToList();
        var page = Repository.Read("docs/operations.md");
        var part = page[page.IndexOf("\n## Alerts\n", StringComparison.Ordinal)..];
        part = part[..part.IndexOf("\n## ", 2, StringComparison.Ordinal)];
        var sections = part.Split("\n### ")[1..];

        Assert.Equal(alerts.Order(StringComparer.Ordinal), sections.Select(section => section.Split('\n')[0]).Order(StringComparer.Ordinal));
        Assert.All(sections, section => Assert.All(["**Means**", "**Look**", "**Do**"], word => Assert.Contains(word, section, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_query_file_is_asked_by_one_alert_and_gives_the_columns_it_compares()
    {
        var asked = Rule().Matches(Rules).ToDictionary(
            match => match.Groups["file"].Value,
            match => Word().Matches(match.Groups["measure"].Value + " " + match.Groups["dimensions"].Value).Select(word => word.Value));

        Assert.Equal(Repository.Files("infra/alerts", "*.kql").Select(path => Path.GetFileName(path)).Order(), asked.Keys.Order());
        Assert.All(asked, alert =>
        {
            var query = Repository.Read($"infra/alerts/{alert.Key}");

            // The module puts our own component in place of the table's bare name, so it is there exactly once.
            Assert.Single(Regex.Matches(query, "AppMetrics"));
            Assert.All(alert.Value, column => Assert.Matches($@"\b{column}\b", query[query.LastIndexOf('|')..]));
        });
    }

    [Fact]
    public void Alerts_and_workbook_ask_for_what_the_app_measures()
    {
        var used = Queries.SelectMany(query => Metric().Matches(query)).Select(match => match.Groups[1].Value).ToHashSet();
        var tags = Queries.SelectMany(query => Tag().Matches(query)).Select(match => match.Groups[1].Value).ToHashSet();
        var measuring = Repository.Read("shared/Telemetry/StockFlowMetrics.cs");

        Assert.True(used.Count > 10, $"Only {used.Count} metrics were found; the way to find them is outdated.");
        Assert.Subset(Metrics, used);
        Assert.All(tags, tag => Assert.Contains($"= \"{tag}\";", measuring, StringComparison.Ordinal));
    }

    [Fact]
    public void The_workbook_is_whole()
    {
        var workbook = JsonNode.Parse(Repository.Read("infra/workbook.json"))!;
        var items = workbook["items"]!.AsArray();
        var names = items.Select(item => (string)item!["name"]!).ToList();
        var queries = items.Where(item => (int)item!["type"]! == 3).Select(item => item!["content"]!).ToList();

        Assert.Equal("Notebook/1.0", (string)workbook["version"]!);
        Assert.Equal(names.Distinct(), names);
        Assert.Subset(names.ToHashSet(), new HashSet<string> { "freshness", "throughput", "failures", "cost" });
        Assert.All(queries, query =>
        {
            Assert.Equal("__WORKSPACE__", (string)query["crossComponentResources"]![0]!);
            Assert.Matches(@"\b(AppMetrics|AppRequests|AppExceptions|AppDependencies|AppTraces|AzureMetrics|Usage)\b", (string)query["query"]!);
        });
        Assert.Contains("'__WORKSPACE__'", Repository.Read("infra/modules/workbook.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_call_that_operations_names_is_one_of_the_api()
    {
        var paths = JsonNode.Parse(Repository.Read("docs/openapi.json"))!["paths"]!.AsObject()
            .Select(path => new Regex("^" + Regex.Replace(Regex.Escape(path.Key), @"\\\{\w+}", "[^/]+") + "$")).ToList();
        var calls = Call().Matches(Repository.Read("docs/operations.md")).Select(match => match.Groups[1].Value).ToList();

        Assert.True(calls.Count > 20, $"Only {calls.Count} calls were found; the way to find them is outdated.");
        Assert.All(calls, call => Assert.Contains(paths, path => path.IsMatch(call)));
    }

    [GeneratedRegex(@"^\s+id: '([a-z-]+)'", RegexOptions.Multiline)]
    private static partial Regex Id();

    [GeneratedRegex(@"loadTextContent\('\.\./alerts/(?<file>[a-z-]+\.kql)'\)\s+measure: '(?<measure>\w*)'\s+dimensions: \[(?<dimensions>[^\]]*)\]")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(stockflow(?:\.[a-z]+)+)")]
    private static partial Regex Metric();

    [GeneratedRegex(@"Properties\.(\w+)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\$api(/[^\s""`?]+)")]
    private static partial Regex Call();
}
