using Xunit;

namespace StockFlow.Tests.Infra;

/// <summary>The Bicep files fit together, as far as can be told without the compiler.</summary>
public sealed class BicepTests
{
    private const string Main = "infra/main.bicep";

    [Fact]
    public void Every_name_module_and_parameter_fits()
    {
        var files = InfraFiles.Load().AllBicep();

        Assert.True(files.Count >= 10, $"Only {files.Count} files were found.");
        Assert.Empty(new BicepRules(files).FindFaults());
    }

    [Theory]
    [InlineData(Main, "sku: dataRedundancy", "skew: dataRedundancy", "no parameter 'skew'")]
    [InlineData(Main, "    tier: serviceBusTier\n", "", "'tier' of infra/modules/serviceBus.bicep is not given")]
    [InlineData(Main, "locked: protectData", "locked: 'yes'", "'locked' of infra/modules/storage.bicep is bool, not string")]
    [InlineData(Main, "blobSoftDeleteDays: 0", "blobSoftDeleteDays: stage", "is int, not string")]
    [InlineData(Main, "'modules/network.bicep'", "'modules/networks.bicep'", "no file modules/networks.bicep")]
    [InlineData(Main, "outputs.workspaceId", "outputs.workspace", "no output 'workspace'")]
    [InlineData(Main, "zoneRedundant: zoneRedundant", "zoneRedundant: false", "'zoneRedundant' is not used")]
    [InlineData(Main, "var suffix = ", "var end = ", "'suffix' is not declared")]
    [InlineData(Main, "take(uniqueString", "takes(uniqueString", "function 'takes' is not known")]
    [InlineData(Main, "import { merchantSettings }", "import { merchantSetting }", "has no type 'merchantSetting'")]
    [InlineData("infra/production.bicepparam", "param stage = 'production'", "param stage = 'prod'", "does not allow this value")]
    [InlineData("infra/dev.bicepparam", "param merchant = loadJsonContent('merchant.json')\n", "", "'merchant' of infra/main.bicep is not given")]
    [InlineData("infra/modules/storage.bicep", "tableServices/tables@2024-01-01", "tableServices@2023-01-01", "used in several versions")]
    [InlineData("infra/modules/storage.bicep", "accessTier: 'Hot'", "minimumTlsVersion: 'TLS1_0'", "a key is there twice")]
    public void What_does_not_fit_is_found(string path, string find, string replacement, string fault)
    {
        var changed = InfraFiles.Load().With(path, find, replacement);

        var faults = new BicepRules(changed.AllBicep()).FindFaults();

        Assert.Contains(faults, found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("param name string = 'stockflow'", "param name string = 'stockflow")]
    [InlineData("output keyVaultName", "outputs keyVaultName")]
    [InlineData("containers: [backupContainer]", "containers: [backupContainer")]
    [InlineData("'-1 for no limit", "-1 for no limit")]
    [InlineData("location: location\n", "location location\n")]
    [InlineData("serviceBusTier == 'Premium' ? ", "serviceBusTier == 'Premium' ")]
    public void What_is_no_Bicep_is_refused(string find, string replacement)
    {
        var files = InfraFiles.Load();
        var path = files[Main].Contains(find, StringComparison.Ordinal) ? Main : "infra/modules/monitoring.bicep";

        Assert.Throws<FormatException>(() => files.With(path, find, replacement).AllBicep());
    }
}
