using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>
/// What the embedded host honours of host.json. As on Azure, a setting <c>AzureFunctionsJobHost__…</c> overrides the file.
/// Keys that are not listed here are left to Azure.
/// </summary>
internal sealed record HostJson
{
    public const string SectionName = "AzureFunctionsJobHost";

    /// <summary>What every HTTP route begins with; empty for nothing.</summary>
    public required string RoutePrefix { get; init; }

    /// <summary>Invocations by timers and queues are cancelled after this time; null for never.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <summary>Messages handled at a time, per function without sessions.</summary>
    public int MaxConcurrentCalls { get; init; }

    /// <summary>Sessions handled at a time, per function with sessions.</summary>
    public int MaxConcurrentSessions { get; init; }

    /// <summary>The most messages that a batched function is given.</summary>
    public int MaxMessageBatchSize { get; init; }

    /// <summary>Whether a message is completed once its function returns, unless the trigger says otherwise.</summary>
    public bool AutoCompleteMessages { get; init; }

    /// <summary>How long a lock is renewed while its function runs.</summary>
    public TimeSpan MaxAutoLockRenewalDuration { get; init; }

    public int MaxConcurrentActivityFunctions { get; init; }

    public int MaxConcurrentOrchestratorFunctions { get; init; }

    /// <summary>Of orchestrations that are begun; empty for none.</summary>
    public string DefaultVersion { get; init; } = string.Empty;

    public static HostJson Read(IConfiguration configuration, List<string> faults)
    {
        var root = configuration.GetSection(SectionName);
        var bus = new SettingReader(root.GetSection("extensions:serviceBus"), faults);
        var durable = new SettingReader(root.GetSection("extensions:durableTask"), faults);
        return new HostJson
        {
            // An empty prefix is a choice of its own, so only a missing one stands for the default.
            RoutePrefix = (root["extensions:http:routePrefix"] ?? "api").Trim('/'),
            FunctionTimeout = ReadFunctionTimeout(root, faults),
            MaxConcurrentCalls = bus.Int32("maxConcurrentCalls", 16, 1, 100_000),
            MaxConcurrentSessions = bus.Int32("maxConcurrentSessions", 8, 1, 100_000),
            MaxMessageBatchSize = bus.Int32("maxMessageBatchSize", 1_000, 1, 100_000),
            AutoCompleteMessages = bus.Boolean("autoCompleteMessages", true),
            MaxAutoLockRenewalDuration = bus.Duration(
                "maxAutoLockRenewalDuration", TimeSpan.FromMinutes(5), TimeSpan.Zero, TimeSpan.FromDays(1)),
            MaxConcurrentActivityFunctions = durable.Int32("maxConcurrentActivityFunctions", 10 * Environment.ProcessorCount, 1, 100_000),
            MaxConcurrentOrchestratorFunctions =
                durable.Int32("maxConcurrentOrchestratorFunctions", 10 * Environment.ProcessorCount, 1, 100_000),
            DefaultVersion = root["extensions:durableTask:defaultVersion"] ?? string.Empty,
        };
    }

    private static TimeSpan? ReadFunctionTimeout(IConfigurationSection root, List<string> faults)
    {
        // -1 is the official word for no limit.
        return root["functionTimeout"] is "-1" or "-00:00:01"
            ? null
            : new SettingReader(root, faults).Duration("functionTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
    }
}
