using System.Text.RegularExpressions;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Infra;

/// <summary>Bicep, code and documents say the same, and none can drift: each test is followed by changes that it must notice.</summary>
public sealed class AgreementTests
{
    private const string ServiceBus = "infra/modules/serviceBus.bicep";
    private const string FunctionApp = "infra/modules/functionApp.bicep";
    private const string Storage = "infra/modules/storage.bicep";
    private const string Main = "infra/main.bicep";
    private const string Settings = "docs/settings.md";
    private const string Deploy = "docs/deploy.md";

    private static string TargetFramework =>
        Regex.Match(Repository.Read("Directory.Build.props"), "<TargetFramework>(.*)</TargetFramework>").Groups[1].Value;

    [Fact]
    public void Queues_are_those_of_the_triggers_and_of_the_tests() => Assert.Empty(new Agreement(InfraFiles.Load()).FindQueueFaults());

    [Theory]
    [InlineData(ServiceBus, "name: 'stock-changes'", "name: 'stock-change'", "'stock-changes' is among")]
    [InlineData(ServiceBus, "requiresSession: false", "requiresSession: true", "stock-changes: sessions are True")]
    [InlineData(ServiceBus, "'PT10M'", "'PT5M'", "order-events: repeats are dropped within 'PT5M'")]
    [InlineData("functions/host.json", "\"00:10:00\"", "\"00:20:00\"", "'00:20:00' in host.json")]
    [InlineData(ServiceBus, "lockDuration: 'PT1M'", "lockDuration: 'PT2M'", "Tests run with a lock of")]
    [InlineData(ServiceBus, "maxDeliveryCount: 10", "maxDeliveryCount: 3", "does not say: | `order-events`")]
    [InlineData(ServiceBus, "deadLetteringOnMessageExpiration: true", "deadLetteringOnMessageExpiration: false", "has to become a dead letter")]
    [InlineData(Deploy, "| `channel-pushes` | yes |", "| `channel-pushes` | no |", "does not say: | `channel-pushes`")]
    public void A_queue_that_differs_is_noticed(string path, string find, string replacement, string fault) =>
        AssertNoticed(new Agreement(InfraFiles.Load().With(path, find, replacement)).FindQueueFaults(), fault);

    [Fact]
    public async Task Tables_are_those_that_the_app_makes()
    {
        var tables = await CodeFacts.TablesAsync();

        Assert.Empty(new Agreement(InfraFiles.Load()).FindTableFaults(tables));
        AssertNoticed(new Agreement(InfraFiles.Load().With(Main, "  'skus'\n", "")).FindTableFaults(tables), "'skus' is among those that the app makes");
        AssertNoticed(new Agreement(InfraFiles.Load()).FindTableFaults([.. tables.Except(["stock"])]), "'stock' is among the tables of Bicep");
    }

    [Fact]
    public void Settings_are_those_that_the_app_and_its_triggers_ask_for() => Assert.Empty(new Agreement(InfraFiles.Load()).FindSettingFaults());

    [Theory]
    [InlineData(FunctionApp, "  StockFlowHoldSchedule: '15 2/5 * * * *'\n", "", "'StockFlowHoldSchedule' is among those that triggers name")]
    [InlineData(FunctionApp, "StockFlowHoldSchedule: '15", "StockFlowHoldSchedule: '16", "'StockFlowHoldSchedule = 16 2/5 * * * *' is among the schedules of Bicep")]
    [InlineData(Settings, "| `StockFlowHoldSchedule` | NCRONTAB | `15 ", "| `StockFlowHoldSchedule` | NCRONTAB | `14 ", "of docs/settings.md")]
    [InlineData("functions/local.settings.sample.json", "\"StockFlowAuditSchedule\": \"0 41", "\"StockFlowAuditSchedule\": \"0 42", "of the sample settings")]
    [InlineData(FunctionApp, "  StockFlowStorage__tableServiceUri:", "  StockFlowStorage__tablesUri:", "'StockFlowStorage__tablesUri' is among the connections")]
    [InlineData(FunctionApp, "  StockFlowServiceBus__credential: 'managedidentity'\n", "", "a trigger connects by it")]
    [InlineData(FunctionApp, "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__queueUri", "AzureWebJobsStorage__queueServiceUri is not deployed")]
    [InlineData(FunctionApp, "  StockFlowStorage__clientId: identityClientId", "  StockFlowStorage: identityClientId", "deployed in parts")]
    public void A_setting_that_differs_is_noticed(string path, string find, string replacement, string fault) =>
        AssertNoticed(new Agreement(InfraFiles.Load().With(path, find, replacement)).FindSettingFaults(), fault);

    [Fact]
    public void The_host_is_prepared_for_what_host_json_and_the_project_ask() => Assert.Empty(new Agreement(InfraFiles.Load()).FindHostFaults(TargetFramework));

    [Theory]
    [InlineData(FunctionApp, "version: '10.0'", "version: '9.0'", "Bicep runs dotnet-isolated 9.0")]
    [InlineData(FunctionApp, "hubName: 'StockFlow'", "hubName: 'Other'", "the task hub of host.json is StockFlow")]
    [InlineData(FunctionApp, "durableTask__hubName", "durabletask__hubName", "a backup goes by AzureFunctionsJobHost__")]
    [InlineData("functions/host.json", "\"hubName\": \"StockFlow\",", "\"hubName\": \"StockFlow\", \"storageProvider\": { \"type\": \"azureManaged\" },", "does not prepare")]
    [InlineData(Main, "[roles.storageBlobDataOwner, roles.storageQueueDataContributor, ", "[roles.storageBlobDataOwner, ", "'storageQueueDataContributor' is among those that the host")]
    public void A_host_that_differs_is_noticed(string path, string find, string replacement, string fault) =>
        AssertNoticed(new Agreement(InfraFiles.Load().With(path, find, replacement)).FindHostFaults(TargetFramework), fault);

    [Fact]
    public void Roles_are_known_narrow_and_documented() => Assert.Empty(new Agreement(InfraFiles.Load()).FindRoleFaults());

    [Theory]
    [InlineData(ServiceBus, "090c5cfd-751d-490a-894a-3ce6f1109419", "b24988ac-6180-42a0-ab88-20f7382dd24c", "'b24988ac-6180-42a0-ab88-20f7382dd24c' is among the roles of Bicep")]
    [InlineData(ServiceBus, "    scope: serviceBusQueues[i]\n", "", "'queueAccess' is on the whole resource group")]
    [InlineData(Storage, "    scope: account\n    name: guid", "    scope: resourceGroup()\n    name: guid", "'accountAccess' is on the whole resource group")]
    [InlineData(Deploy, "Key Vault Secrets User", "Key Vault Reader", "does not name the role Key Vault Secrets User")]
    public void A_role_that_is_too_wide_or_untold_is_noticed(string path, string find, string replacement, string fault) =>
        AssertNoticed(new Agreement(InfraFiles.Load().With(path, find, replacement)).FindRoleFaults(), fault);

    [Fact]
    public void Nothing_is_open_by_default() => Assert.Empty(new Agreement(InfraFiles.Load()).FindSecurityFaults());

    [Theory]
    [InlineData(Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess")]
    [InlineData(Storage, "'TLS1_2'", "'TLS1_0'", "minimumTlsVersion")]
    [InlineData(ServiceBus, "    disableLocalAuth: true\n", "", "disableLocalAuth")]
    [InlineData("infra/modules/keyVault.bicep", "enableRbacAuthorization: true", "enableRbacAuthorization: privateNetwork", "enableRbacAuthorization")]
    [InlineData("infra/modules/monitoring.bicep", "appInsights.properties.ConnectionString", "appInsights.properties.InstrumentationKey", "is a key")]
    public void What_is_opened_is_noticed(string path, string find, string replacement, string fault) =>
        AssertNoticed(new Agreement(InfraFiles.Load().With(path, find, replacement)).FindSecurityFaults(), fault);

    private static void AssertNoticed(IReadOnlyList<string> faults, string fault) =>
        Assert.Contains(faults, found => found.Contains(fault, StringComparison.Ordinal));
}
