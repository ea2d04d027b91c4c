using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Infra;

/// <summary>What docs/deploy.md tells people to type.</summary>
public sealed class DeployPageTests
{
    private static readonly string Page = Repository.Read("docs/deploy.md");

    [Fact]
    public void Its_commands_sign_a_webhook_as_the_wire_format_says()
    {
        var signing = string.Join('\n', Regex.Matches(Page, "^(?:hex|signature)=.*$", RegexOptions.Multiline).Select(line => line.Value));
        var example = Regex.Match(
            Repository.Read("docs/connectors.md"),
            "With the secret `([^`]+)`, id `([^`]+)`, timestamp `([^`]+)` and body\n`([^`]+)` the signature is `v1,([^`]+)`");
        Assert.True(example.Success, "The example of a signature is gone.");
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", signing + "\nprintf %s \"$signature\""]) { RedirectStandardOutput = true };
        foreach (var (name, group) in new[] { ("secret", 1), ("id", 2), ("time", 3), ("body", 4) })
        {
            start.Environment[name] = example.Groups[group].Value;
        }

        using var process = Process.Start(start)!;
        var signature = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal((0, example.Groups[5].Value), (process.ExitCode, signature));
    }

    [Fact]
    public async Task Its_order_and_its_stock_are_what_the_app_takes()
    {
        var json = Regex.Match(Page, "^  --json '(.*)'$", RegexOptions.Multiline).Groups[1].Value;
        var order = Regex.Match(Page, "^body='(.*)'$", RegexOptions.Multiline).Groups[1].Value.Replace("'$now'", "2026-11-22T08:00:00Z", StringComparison.Ordinal);
        await using var world = await AppWorld.StartAsync();

        var received = await world.PostAsync("stock/CHAIR/movements", json);
        var delivered = await world.DeliverAsync(order, id: "msg-1001-1");
        await world.IdleAsync();

        Assert.Equal((200, 202), (received.Status, delivered.Status));
        var level = JsonNode.Parse((await world.GetAsync("stock/CHAIR")).Text)!["locations"]![0]!;
        Assert.Equal((24, 2), ((int)level["onHandUnits"]!, (int)level["reservedUnits"]!));
    }

    [Fact]
    public void Its_sizes_are_the_defaults_of_the_parameters()
    {
        var main = InfraFiles.Load().Bicep("infra/main.bicep");
        (string Parameter, string Row)[] rows =
        [
            ("alwaysReadyHttpInstances", "| instances that wait for webhooks | none: a first one may wait for a cold start of seconds | {production} |"),
            ("maximumInstanceCount", "| most instances | {dev} | {production} |"),
            ("logRetentionDays", "| logs | {dev} days, at most 1 GB a day | {production} days |"),
            ("backupSoftDeleteDays", "| a deleted or replaced backup can be had back for | {dev} days | {production} days |"),
        ];

        Assert.All(rows, row =>
        {
            var choice = (BicepNode.Operation)main.Get("param", row.Parameter).Value!;
            var expected = row.Row.Replace("{production}", $"{((BicepNode.Literal)choice.Operands[1]).Value}", StringComparison.Ordinal)
                .Replace("{dev}", $"{((BicepNode.Literal)choice.Operands[2]).Value}", StringComparison.Ordinal);
            Assert.Contains(expected, Page, StringComparison.Ordinal);
        });
    }
}
