using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using Xunit;

namespace StockFlow.Tests.App;

/// <summary>What the documents say is there, and what is there is in them.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading()
    {
        var broken = new List<string>();
        foreach (var page in Repository.Files(".", "*.md"))
        {
            foreach (Match link in Link().Matches(WithoutCode(Repository.Read(page))))
            {
                var target = link.Groups[1].Value.Split('#');
                var path = target[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, target[0]);
                var full = Path.Combine(Repository.Root, path);
                if (!File.Exists(full) && !Directory.Exists(full))
                {
                    broken.Add($"{page}: {link.Groups[1].Value}");
                }
                else if (target.Length == 2 && !Anchors(File.ReadAllText(full)).Contains(target[1]))
                {
                    broken.Add($"{page}: {link.Groups[1].Value} (no such heading)");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_test_that_a_document_names_exists()
    {
        var tests = typeof(DocumentTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();

        Assert.All(TestName().Matches(Repository.Read("docs/architecture.md")), match => Assert.Contains(match.Groups[1].Value, tests));
    }

    [Fact]
    public void Every_setting_that_the_code_knows_is_documented()
    {
        var known = new HashSet<string>(StringComparer.Ordinal) { "StockFlowStorage", "StockFlowServiceBus", "StockFlowBackups" };

        // The readers name settings by plain text; what they are given is what there is.
        foreach (var file in Repository.Files("shared", "*Settings*.cs").Concat(Repository.Files("embedded/Functions/Hosting", "*.cs")))
        {
            known.UnionWith(ReadSetting().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value));
        }

        using var services = new ServiceCollection().AddConnectors().BuildServiceProvider();
        known.UnionWith(services.GetServices<ConnectorKind>().SelectMany(kind => kind.Settings).Select(rule => rule.Name));
        known.UnionWith(typeof(SyncOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name));
        known.UnionWith(["WebhookBytesMax", "WebhooksPerSecond", "WebhookRefusalsPerMinute", "Url", "Keys", "FunctionKeys", "Queues"]);

        known.UnionWith(Schedule().Matches(Repository.Read("functions/TimerSchedules.cs")).Select(match => match.Groups[1].Value));

        // host.json has its own: they are Azure's.
        known.ExceptWith(["functionTimeout"]);
        var page = Repository.Read("docs/settings.md");
        Assert.True(known.Count > 45, $"Only {known.Count} settings were found; the way to find them is outdated.");
        Assert.Empty(known.Where(name => !name.StartsWith("max", StringComparison.Ordinal) && !name.StartsWith("auto", StringComparison.Ordinal))
            .Where(name => !Regex.IsMatch(page, $@"\b(\w*__)?{name}(__|\b)")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_of_the_samples_is_documented()
    {
        var page = Repository.Read("docs/settings.md");
        var values = JsonNode.Parse(Repository.Read("functions/local.settings.sample.json"))!["Values"]!.AsObject();

        Assert.All(
            values.Where(value => value.Key.StartsWith("StockFlow", StringComparison.Ordinal)).Select(value => value.Key.Split("__")[^1]),
            name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_error_code_has_one_entry_and_no_other_is_there()
    {
        var used = new SortedSet<string>(StringComparer.Ordinal) { "MaxDeliveryCountExceeded" };
        foreach (var file in Repository.Files("functions", "*.cs").Concat(Repository.Files("shared/Imports", "*.cs")))
        {
            used.UnionWith(Code().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value));
        }

        var entries = Entry().Matches(Repository.Read("docs/errors.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.True(used.Count > 25, $"Only {used.Count} codes were found; the way to find them is outdated.");
        Assert.Equal(used, entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_example_of_the_api_page_is_answered_as_it_says()
    {
        await using var world = await AppWorld.StartAsync();
        var page = Repository.Read("docs/api.md");
        var answers = new List<(string Path, ApiAnswer Answer)>();
        foreach (Match example in Curl().Matches(page))
        {
            var (method, path, json) = (example.Groups[1].Value, example.Groups[2].Value, example.Groups[3].Value);
            var answer = method == "PUT" ? await world.PutAsync(path, json)
                : json.Length > 0 || method == "POST" ? await world.PostAsync(path, json)
                : method == "DELETE" ? await world.DeleteAsync(path)
                : await world.GetAsync(path);
            answers.Add((path, answer));
            await world.IdleAsync();
        }

        Assert.True(answers.Count > 15, $"Only {answers.Count} examples were found; the way to find them is outdated.");
        Assert.All(answers, answer => Assert.True(
            answer.Answer.Status is >= 200 and < 300 || answer.Path is "orders/till/1001" || answer.Path.StartsWith("failures/", StringComparison.Ordinal), $"{answer}"));
        Assert.Contains(answers[1].Answer.Text, page, StringComparison.Ordinal);
    }

    private static string WithoutCode(string markdown) => Regex.Replace(markdown, "^(`{3,}).*?^\\1|`[^`\n]*`", "", RegexOptions.Singleline | RegexOptions.Multiline);

    private static IEnumerable<string> Anchors(string markdown) => Regex.Matches(WithoutFences(markdown), "^#+ (.+)$", RegexOptions.Multiline)
        .Select(heading => Regex.Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));

    private static string WithoutFences(string markdown) => Regex.Replace(markdown, "^(`{3,}).*?^\\1", "", RegexOptions.Singleline | RegexOptions.Multiline);

    [GeneratedRegex(@"\]\((?!\w+:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?:\w+/)?(\w+(?:Tests|Properties))`")]
    private static partial Regex TestName();

    [GeneratedRegex("""\b(?:Text|RequiredText|Whole|Number|Duration|Int32|Int64|Choice|Boolean|Fault|Time)\((?:values, )?"(\w+)""")]
    private static partial Regex ReadSetting();

    [GeneratedRegex("""
        "([a-z]+(?:-[a-z]+)+|(?:Unreadable|Unknown|Push|Orchestration|Order)[A-Z]\w+)",
        """)]
    private static partial Regex Code();

    [GeneratedRegex("^curl (?:-X (\\w+) )?\"?\\$api/([^\\s\"]+)\"?(?: --json '([^']*)')?\\s*$", RegexOptions.Multiline)]
    private static partial Regex Curl();

    [GeneratedRegex("\"%(\\w+)%\"")]
    private static partial Regex Schedule();

    [GeneratedRegex(@"^\| `([a-zA-Z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
