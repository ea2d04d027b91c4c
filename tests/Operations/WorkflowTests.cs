using System.Text.RegularExpressions;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Operations;

/// <summary>What can be said of the delivery workflows without running them.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Repository.Files(".github/workflows", "*.yml")];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_commit_and_says_its_version(string workflow)
    {
        var uses = Uses().Matches(Repository.Read(workflow)).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, use => Assert.True(
            use.StartsWith("./", StringComparison.Ordinal) ? File.Exists(Path.Combine(Repository.Root, use)) : Pinned().IsMatch(use), use));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_run_may_read_the_code_and_sign_in_and_no_more(string workflow)
    {
        var text = Repository.Read(workflow);

        Assert.Contains("\npermissions: {}\n", text, StringComparison.Ordinal);
        Assert.All(Permission().Matches(text), match => Assert.True(match.Value.Trim() is "contents: read" or "id-token: write", match.Value));
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pull_request_target", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_file_that_a_step_names_is_there(string workflow)
    {
        var files = NamedFile().Matches(Repository.Read(workflow)).Select(match => match.Groups[1].Value);

        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Repository.Root, file)), file));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_option_and_variable_that_a_step_gives_to_the_deployment_is_one_of_its_own(string workflow)
    {
        var text = Repository.Read(workflow);
        var deployment = Repository.Read("infra/deploy.sh") + string.Concat(Repository.Files("infra", "*.bicepparam").Select(Repository.Read));
        var given = Deployment().Matches(text).SelectMany(match => Option().Matches(match.Value)).Select(match => match.Value)
            .Concat(Variable().Matches(text).Select(match => match.Groups[1].Value));

        Assert.All(given, name => Assert.Contains(name, deployment, StringComparison.Ordinal));
    }

    [Fact]
    public void Both_hosts_are_built_each_in_a_job_of_its_own()
    {
        var build = Repository.Read(".github/workflows/build.yml");
        var jobs = Regex.Matches(build, @"^  (\w+):\n    name:", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

        Assert.Equal(["embedded", "azure", "infrastructure"], jobs);
        Assert.Contains("run: bash .ci/run", build, StringComparison.Ordinal);
        Assert.Contains("dotnet build functions -c Release -p:StockFlowHost=Azure", build, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"uses: (\S+(?: # \S+)?)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"^[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+,?$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^ +[a-z-]+: (?:read|write)(?:-all)?$", RegexOptions.Multiline)]
    private static partial Regex Permission();

    [GeneratedRegex(@"infra/deploy\.sh .*")]
    private static partial Regex Deployment();

    [GeneratedRegex(@"--[a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"^ +((?:AZURE|STOCKFLOW)_[A-Z_]+):", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?:bash|--file) ((?:\.ci|infra)/[\w./-]+)")]
    private static partial Regex NamedFile();
}
