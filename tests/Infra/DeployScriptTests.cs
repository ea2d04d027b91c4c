using System.Diagnostics;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Infra;

/// <summary>infra/deploy.sh with commands that only note what they are asked: what it does in which order, and where it stops.</summary>
public sealed class DeployScriptTests : IDisposable
{
    /// <summary>Answers as Azure would; the resource group exists when the file group does, and the vault holds what is in the file vault.</summary>
    private const string Az = """
        echo "az $*" >> "$FAKE/log"
        case "$*" in
          'version '*) cat "$FAKE/version" ;;
          'account show '*) [ -e "$FAKE/signed-in" ] ;;
          'group exists '*) [ -e "$FAKE/group" ] && echo true || echo false ;;
          'ad signed-in-user show '*) echo 11111111-2222-3333-4444-555555555555 ;;
          *'properties.outputs.functionAppName.value'*) echo stockflow-abc ;;
          *'properties.outputs.functionAppUrl.value'*) echo https://stockflow-abc.example.com ;;
          *'properties.outputs.keyVaultName.value'*) echo kv-stockflow-abc ;;
          *'properties.outputs.requiredSecrets.value'*) echo 'till-WebhookSecret shop-AccessToken' ;;
          'keyvault secret list '*) if [ -e "$FAKE/vault" ]; then cat "$FAKE/vault"; else echo 'Forbidden by firewall' >&2; exit 1; fi ;;
          'deployment group create '*) echo "principal $AZURE_PRINCIPAL_ID" >> "$FAKE/log" ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-deploy-").FullName;

    public DeployScriptTests()
    {
        Command("az", Az);
        Command("dotnet", "echo \"dotnet $*\" >> \"$FAKE/log\"\nfor last; do :; done\nmkdir -p \"$last/.azurefunctions\" && touch \"$last/host.json\" \"$last/.azurefunctions/x\"");
        Command("zip", "echo \"zip $(find . -type f | sort | tr '\\n' ' ')\" >> \"$FAKE/log\"");
        Command("curl", "echo \"curl $*\" >> \"$FAKE/log\"");
        File.WriteAllText(Path.Combine(_folder, "version"), "2.100.0\n");
        File.WriteAllText(Path.Combine(_folder, "signed-in"), "");
        File.WriteAllText(Path.Combine(_folder, "vault"), "till-webhooksecret\nshop-AccessToken\n");
    }

    [Fact]
    public void A_first_deployment_makes_the_group_then_resources_then_the_app_and_asks_for_its_health()
    {
        var (code, log, output) = Run("--environment", "dev", "--location", "westeurope");

        Assert.True(code == 0, output);
        AssertInOrder(
            log,
            "az group create --name rg-stockflow-dev --location westeurope",
            "az deployment group create --resource-group rg-stockflow-dev --name stockflow --parameters infra/dev.bicepparam",
            "principal 11111111-2222-3333-4444-555555555555",
            "az keyvault secret list --vault-name kv-stockflow-abc",
            "dotnet publish functions --configuration Release -p:StockFlowHost=Azure",
            "zip ./.azurefunctions/x ./host.json",
            "az functionapp deployment source config-zip --resource-group rg-stockflow-dev --name stockflow-abc",
            "curl --silent --fail --max-time 20 --output /dev/null https://stockflow-abc.example.com/api/health");
    }

    [Fact]
    public void Deploying_again_makes_no_group()
    {
        File.WriteAllText(Path.Combine(_folder, "group"), "");

        var (code, log, output) = Run("--environment", "production");

        Assert.True(code == 0, output);
        Assert.DoesNotContain(log, line => line.StartsWith("az group create", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("infra/production.bicepparam", StringComparison.Ordinal));
    }

    [Fact]
    public void What_if_changes_nothing()
    {
        File.WriteAllText(Path.Combine(_folder, "group"), "");

        var (code, log, output) = Run("--environment", "dev", "--what-if");

        Assert.True(code == 0, output);
        AssertInOrder(log, "az version", "az account show", "az group exists", "az deployment group what-if --resource-group rg-stockflow-dev --name stockflow --parameters infra/dev.bicepparam");
        Assert.Equal(4, log.Count);
    }

    [Fact]
    public void A_missing_secret_stops_before_the_app_and_says_how_to_set_it()
    {
        File.WriteAllText(Path.Combine(_folder, "vault"), "till-WebhookSecret\n");

        var (code, log, output) = Run("--environment", "dev", "--location", "westeurope");

        Assert.Equal(1, code);
        Assert.Contains("az keyvault secret set --vault-name kv-stockflow-abc --name shop-AccessToken --file FILE", output, StringComparison.Ordinal);
        Assert.DoesNotContain("till-WebhookSecret", output, StringComparison.Ordinal);
        Assert.DoesNotContain(log, line => line.StartsWith("dotnet", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_may_not_look_into_the_vault_deploys_all_the_same()
    {
        File.Delete(Path.Combine(_folder, "vault"));

        var (code, log, output) = Run("--environment", "dev", "--location", "westeurope");

        Assert.True(code == 0, output);
        Assert.Contains("were not checked", output, StringComparison.Ordinal);
        Assert.Contains(log, line => line.Contains("config-zip", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--environment is missing")]
    [InlineData("'--size' is not known", "--size", "XL")]
    [InlineData("--environment needs a value", "--environment")]
    [InlineData("there is no infra/test.bicepparam", "--environment", "test")]
    [InlineData("leave nothing to do", "--environment", "dev", "--infra-only", "--app-only")]
    [InlineData("say where with --location", "--environment", "dev")]
    [InlineData("does not exist, so everything would be new", "--environment", "dev", "--what-if")]
    public void A_mistake_is_told_and_nothing_is_deployed(string told, params string[] arguments)
    {
        var (code, log, output) = Run(arguments);

        Assert.Equal(1, code);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.DoesNotContain(log, line => line.Contains(" create ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2.75.0", false)]
    [InlineData("2.8.0", false)]
    [InlineData("", false)]
    [InlineData("2.76.0", true)]
    [InlineData("3.0.0", true)]
    public void A_command_line_that_is_too_old_is_told(string version, bool isEnough)
    {
        File.WriteAllText(Path.Combine(_folder, "version"), version + "\n");

        var (code, log, output) = Run("--environment", "dev", "--location", "westeurope");

        Assert.Equal(isEnough ? 0 : 1, code);
        Assert.Equal(!isEnough, output.Contains("2.76 or later. Run: az upgrade", StringComparison.Ordinal));
        Assert.Equal(isEnough, log.Any(line => line.StartsWith("az deployment", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nobody_signed_in_is_told_how()
    {
        File.Delete(Path.Combine(_folder, "signed-in"));

        var (code, _, output) = Run("--environment", "dev");

        Assert.Equal(1, code);
        Assert.Contains("Run: az login", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertInOrder(IReadOnlyList<string> log, params string[] expected)
    {
        var at = 0;
        foreach (var line in expected)
        {
            at = log.Skip(at).ToList().FindIndex(found => found.StartsWith(line, StringComparison.Ordinal)) is var found and >= 0
                ? at + found + 1
                : throw new Xunit.Sdk.XunitException($"After line {at} there is no: {line}\n{string.Join('\n', log)}");
        }
    }

    private void Command(string name, string body)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"#!/usr/bin/env bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private (int Code, IReadOnlyList<string> Log, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "infra/deploy.sh"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["FAKE"] = _folder;
        foreach (var name in new[] { "AZURE_RESOURCE_GROUP", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID" })
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var log = Path.Combine(_folder, "log");
        return (process.ExitCode, File.Exists(log) ? File.ReadAllLines(log) : [], output + errors.Result);
    }
}
