using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using EmbeddedFunctions.ServiceBus;
using StockFlow.Backups;

namespace StockFlow.Tests.Infra;

/// <summary>Holds Bicep, code and documents against each other. What differs is a sentence in the answer.</summary>
internal sealed partial class Agreement(InfraFiles files)
{
    private const string Settings = "docs/settings.md";
    private const string Deploy = "docs/deploy.md";

    /// <summary>The roles we give, by the names that the documents use; ids from learn.microsoft.com/azure/role-based-access-control/built-in-roles.</summary>
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Queue and Table Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["090c5cfd-751d-490a-894a-3ce6f1109419"] = "Azure Service Bus Data Owner",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    public IReadOnlyList<string> FindQueueFaults()
    {
        var faults = new List<string>();
        var bicep = files.Bicep("infra/modules/serviceBus.bicep");
        var queues = ((BicepNode.List)bicep.Get("var", "queues").Value!).Items.Cast<BicepNode.Map>().ToDictionary(queue => BicepFile.TextOf(queue["name"]));
        var common = (BicepNode.Map)bicep.Get("resource", "serviceBusQueues").Body!["properties"]!;
        Differ(faults, "queues of Bicep", queues.Keys, "of the code", CodeFacts.QueueNames);
        Differ(faults, "queues of Bicep", queues.Keys, "that functions read", CodeFacts.Queues.Keys);

        var embedded = JsonNode.Parse(files["functions/host.json"])!["embeddedHost"]!["queues"]!.AsObject();
        var tested = new BrokerQueueOptions();
        foreach (var (name, queue) in queues)
        {
            var sessions = ValueOf(queue["requiresSession"]) is true;
            if (CodeFacts.Queues.TryGetValue(name, out var wanted) && wanted != sessions)
            {
                faults.Add($"{name}: sessions are {sessions} in Bicep and {wanted} in its trigger.");
            }

            var window = BicepFile.TextOf(queue["duplicateDetectionWindow"]);
            var embeddedWindow = embedded[name]?["duplicateDetectionWindow"]?.GetValue<string>();
            if ((window.Length > 0 ? XmlConvert.ToTimeSpan(window) : (TimeSpan?)null) != (embeddedWindow is null ? null : TimeSpan.Parse(embeddedWindow, CultureInfo.InvariantCulture)))
            {
                faults.Add($"{name}: repeats are dropped within '{window}' in Bicep and '{embeddedWindow}' in host.json.");
            }

            var row = $"| `{name}` | {(sessions ? "yes" : "no")} | {window}{(window.Length > 0 ? " " : "")}| "
                + $"{ValueOf(common["lockDuration"])} | {ValueOf(common["maxDeliveryCount"])} | {ValueOf(common["defaultMessageTimeToLive"])} |";
            if (!files[Deploy].Contains(row, StringComparison.Ordinal))
            {
                faults.Add($"{Deploy} does not say: {row}");
            }
        }

        // What every test ran with.
        if (XmlConvert.ToTimeSpan((string)ValueOf(common["lockDuration"])!) != tested.LockDuration || (long)ValueOf(common["maxDeliveryCount"])! != tested.MaxDeliveryCount)
        {
            faults.Add($"Tests run with a lock of {tested.LockDuration} and {tested.MaxDeliveryCount} deliveries, Bicep has others.");
        }

        if (ValueOf(common["deadLetteringOnMessageExpiration"]) is not true || ValueOf(common["enablePartitioning"]) is not false)
        {
            faults.Add("A message that is too old has to become a dead letter, and no queue may be partitioned.");
        }

        return faults;
    }

    /// <param name="tables">That the app makes.</param>
    public IReadOnlyList<string> FindTableFaults(IReadOnlyList<string> tables)
    {
        var faults = new List<string>();
        Differ(faults, "tables of Bicep", files.Bicep("infra/main.bicep").Texts("tables"), "that the app makes", tables);
        return faults;
    }

    public IReadOnlyList<string> FindSettingFaults()
    {
        var faults = new List<string>();
        var bicep = files.Bicep("infra/modules/functionApp.bicep");
        var schedules = bicep.Entries("schedules");
        var connections = bicep.Entries("connectionSettings").Keys.ToList();

        // What a trigger asks for in percent signs, the platform must find.
        Differ(faults, "schedules of Bicep", schedules.Keys, "that triggers name", CodeFacts.BoundSettings);
        var documented = ScheduleRow().Matches(files[Settings]).ToDictionary(row => row.Groups[1].Value, row => (string?)row.Groups[2].Value);
        var sample = JsonNode.Parse(files["functions/local.settings.sample.json"])!["Values"]!.AsObject()
            .Where(value => value.Key.EndsWith("Schedule", StringComparison.Ordinal)).ToDictionary(value => value.Key, value => value.Value?.GetValue<string>());
        Differ(faults, "schedules of Bicep", schedules.Select(Line), $"of {Settings}", documented.Select(Line));
        Differ(faults, "schedules of Bicep", schedules.Select(Line), "of the sample settings", sample.Select(Line));

        // Every connection has a form with an identity, and only that one is deployed.
        var parts = ConnectionRow().Matches(files[Settings]).SelectMany(row => SettingName().Matches(row.Value)).Select(name => name.Value).Distinct().ToList();
        Differ(faults, "connections of Bicep", connections.Where(name => name.StartsWith("StockFlow", StringComparison.Ordinal)), $"of {Settings}", parts.Where(name => name.Contains("__", StringComparison.Ordinal)));
        faults.AddRange(CodeFacts.Connections.Where(name => !connections.Contains($"{name}__fullyQualifiedNamespace") || !connections.Contains($"{name}__credential"))
            .Select(name => $"{name}: a trigger connects by it, and Bicep has no __fullyQualifiedNamespace and __credential of it."));
        faults.AddRange(connections.Where(name => !name.Contains("__", StringComparison.Ordinal) && !name.StartsWith("APPLICATIONINSIGHTS_", StringComparison.Ordinal))
            .Select(name => $"{name}: connections are deployed in parts, for an identity."));
        string[] host = ["blobServiceUri", "queueServiceUri", "tableServiceUri", "credential", "clientId"];
        faults.AddRange(host.Where(part => !connections.Contains($"AzureWebJobsStorage__{part}")).Select(part => $"AzureWebJobsStorage__{part} is not deployed."));
        return faults;
    }

    /// <summary>The runtime and the durable backend that Bicep prepares are those of the project and host.json.</summary>
    public IReadOnlyList<string> FindHostFaults(string targetFramework)
    {
        var faults = new List<string>();
        var config = (BicepNode.Map)((BicepNode.Map)files.Bicep("infra/modules/functionApp.bicep").Get("resource", "site").Body!["properties"]!)["functionAppConfig"]!;
        var runtime = (BicepNode.Map)config["runtime"]!;
        if ((ValueOf(runtime["name"]), $"net{ValueOf(runtime["version"])}") is not ("dotnet-isolated", var version) || version != targetFramework)
        {
            faults.Add($"Bicep runs {ValueOf(runtime["name"])} {ValueOf(runtime["version"])}, the app is built for {targetFramework}.");
        }

        var hub = JsonNode.Parse(files["functions/host.json"])!["extensions"]!["durableTask"]!["hubName"]!.GetValue<string>();
        faults.AddRange(files.Bicep("infra/modules/functionApp.bicep").Entries("taskHub")
            .Where(entry => (entry.Key, entry.Value) != (BackupOptions.TaskHubSetting, hub))
            .Select(entry => $"{entry.Key} is {entry.Value} in Bicep; a backup goes by {BackupOptions.TaskHubSetting}, and the task hub of host.json is {hub}."));

        // Without a word about it the backend is the account of AzureWebJobsStorage, whose queues, tables and blobs the identity may use.
        if (JsonNode.Parse(files["functions/host.json"])!["extensions"]!["durableTask"]!["storageProvider"] is not null)
        {
            faults.Add("host.json names a durable backend that Bicep does not prepare.");
        }

        var main = files.Bicep("infra/main.bicep");
        var roles = (BicepNode.List)((BicepNode.Map)main.Get("module", "hostStorage").Body!["params"]!)["accountRoles"]!;
        Differ(
            faults, "roles on the host account", roles.Items.Select(role => ((BicepNode.Member)role).Id),
            "that the host and Durable Functions need", ["storageBlobDataOwner", "storageQueueDataContributor", "storageTableDataContributor"]);
        return faults;
    }

    /// <summary>Roles are known ones, given on something narrower than the resource group, and documented.</summary>
    public IReadOnlyList<string> FindRoleFaults()
    {
        var faults = new List<string>();
        var given = new HashSet<string>();
        foreach (var (path, file) in files.AllBicep())
        {
            given.UnionWith(file.Declarations.SelectMany(declaration => declaration.Value?.All ?? []).OfType<BicepNode.Literal>()
                .Select(literal => literal.Value as string).OfType<string>().Where(text => Guid.TryParse(text, out _)));
            faults.AddRange(file.Of("resource").Where(resource => resource.Source!.StartsWith("Microsoft.Authorization/roleAssignments@", StringComparison.Ordinal))
                .Where(resource => resource.Body!["scope"] is null or BicepNode.Call)
                .Select(resource => $"{path}: role assignment '{resource.Name}' is on the whole resource group."));
        }

        Differ(faults, "roles of Bicep", given, "that we know", Roles.Keys);
        faults.AddRange(Roles.Values.Where(role => !files[Deploy].Contains(role, StringComparison.Ordinal)).Select(role => $"{Deploy} does not name the role {role}."));
        return faults;
    }

    /// <summary>What makes the deployment secure by default, whatever the parameters say.</summary>
    public IReadOnlyList<string> FindSecurityFaults()
    {
        (string File, string Resource, string Path, object? Value)[] rules =
        [
            ("storage", "account", "allowSharedKeyAccess", false),
            ("storage", "account", "allowBlobPublicAccess", false),
            ("storage", "account", "minimumTlsVersion", "TLS1_2"),
            ("storage", "account", "supportsHttpsTrafficOnly", true),
            ("storage", "blobService", "containerDeleteRetentionPolicy.enabled", true),
            ("storage", "blobContainers", "publicAccess", "None"),
            ("storage", "lock", "level", "CanNotDelete"),
            ("serviceBus", "namespace", "disableLocalAuth", true),
            ("serviceBus", "namespace", "minimumTlsVersion", "1.2"),
            ("serviceBus", "lock", "level", "CanNotDelete"),
            ("keyVault", "vault", "enableRbacAuthorization", true),
            ("keyVault", "vault", "enableSoftDelete", true),
            ("keyVault", "lock", "level", "CanNotDelete"),
            ("monitoring", "workspace", "features.disableLocalAuth", true),
            ("monitoring", "appInsights", "DisableLocalAuth", true),
            ("functionApp", "site", "httpsOnly", true),
            ("functionApp", "site", "siteConfig.minTlsVersion", "1.2"),
            ("functionApp", "site", "siteConfig.scmMinTlsVersion", "1.2"),
            ("functionApp", "site", "functionAppConfig.deployment.storage.authentication.type", "UserAssignedIdentity"),
            ("functionApp", "ftpPasswords", "allow", false),
            ("functionApp", "scmPasswords", "allow", false),
        ];
        var faults = new List<string>();
        foreach (var (file, resource, path, value) in rules)
        {
            var node = files.Bicep($"infra/modules/{file}.bicep").Get("resource", resource).Body!["properties"];
            foreach (var name in path.Split('.'))
            {
                node = (node as BicepNode.Map)?[name];
            }

            if (node is not BicepNode.Literal literal || !Equals(literal.Value, value))
            {
                faults.Add($"{file}.bicep: {resource} must have {path} {value}.");
            }
        }

        faults.AddRange(from file in files.Texts
                        where file.Key.EndsWith(".bicep", StringComparison.Ordinal)
                        from text in new[] { "listKeys", "AccountKey=", "SharedAccessKey", "InstrumentationKey" }
                        where file.Value.Contains(text, StringComparison.Ordinal)
                        select $"{file.Key}: {text} is a key.");
        return faults;
    }

    private static void Differ(List<string> faults, string what, IEnumerable<string> left, string other, IEnumerable<string> right)
    {
        faults.AddRange(left.Except(right).Select(name => $"'{name}' is among the {what} and not among those {other}."));
        faults.AddRange(right.Except(left).Select(name => $"'{name}' is among those {other} and not among the {what}."));
    }

    private static string Line(KeyValuePair<string, string?> setting) => $"{setting.Key} = {setting.Value}";

    private static object? ValueOf(BicepNode? node) => (node as BicepNode.Literal)?.Value;

    [GeneratedRegex(@"^\| `(StockFlow\w+Schedule)` \| NCRONTAB \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ScheduleRow();

    [GeneratedRegex("^\\| `StockFlow(?:Storage|ServiceBus|Backups)__.*$", RegexOptions.Multiline)]
    private static partial Regex ConnectionRow();

    [GeneratedRegex(@"StockFlow(?:Storage|ServiceBus|Backups)__\w+")]
    private static partial Regex SettingName();
}
