using System.Reflection;
using System.Text.RegularExpressions;
using StockFlow.Telemetry;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Telemetry;

/// <summary>The document lists every log event and every span, and an event id means one thing.</summary>
public sealed partial class LogTests
{
    [Fact]
    public void Every_log_event_has_an_id_of_its_own_and_is_in_the_document()
    {
        var events = Repository.Files("shared", "*.cs").Concat(Repository.Files("functions", "*.cs"))
            .SelectMany(file => Message().Matches(Repository.Read(file)))
            .Select(message => (Id: message.Groups[1].Value, Level: message.Groups[2].Value, Text: message.Groups[3].Value))
            .Order()
            .ToList();
        var listed = Row().Matches(Repository.Read("docs/telemetry.md"))
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value))
            .Order();

        Assert.NotEmpty(events);
        Assert.Equal(events.Select(one => one.Id).Distinct(), events.Select(one => one.Id));
        Assert.Equal(events, listed);
    }

    [Fact]
    public void Every_span_is_in_the_document()
    {
        var page = Repository.Read("docs/telemetry.md");
        var names = typeof(SpanNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(names, Span().Matches(page[page.IndexOf("## Traces", StringComparison.Ordinal)..]).Select(row => row.Groups[1].Value));
    }

    [GeneratedRegex("LoggerMessage\\((\\d+), LogLevel\\.(\\w+), \"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Message();

    [GeneratedRegex(@"^\| (\d{4}) \| (\w+) \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `([a-z ]+)` \| (?:internal|consumer|client) \|", RegexOptions.Multiline)]
    private static partial Regex Span();
}
