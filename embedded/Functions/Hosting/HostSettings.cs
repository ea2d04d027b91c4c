using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>The settings below <c>EmbeddedHost</c>: what on Azure belongs to the platform rather than to the app.</summary>
internal sealed record HostSettings
{
    public const string SectionName = "EmbeddedHost";

    /// <summary>Where HTTP is served. Port 0 takes a free one.</summary>
    public required string Url { get; init; }

    /// <summary>The file of the host's own records; null stands for the one that the triggers use.</summary>
    public string? StorePath { get; init; }

    /// <summary>How long work under way may take to finish when the host is stopped.</summary>
    public TimeSpan DrainTime { get; init; }

    /// <summary>simple or json.</summary>
    public required string LogFormat { get; init; }

    /// <summary>A larger request body is answered with 413.</summary>
    public long RequestBodyBytesMax { get; init; }

    /// <summary>Keys by name that open every function; the one named <c>_master</c> also opens those of level Admin.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }

    /// <summary>Keys by name that open one function, by function.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> FunctionKeys { get; init; }

    public required IReadOnlyDictionary<string, QueueSettings> Queues { get; init; }

    public static HostSettings Read(IConfiguration configuration, List<string> faults)
    {
        var reader = new SettingReader(configuration.GetSection(SectionName), faults);
        var localPort = new SettingReader(configuration.GetSection("Host"), faults).Int32("LocalHttpPort", 7071, 0, 65_535);
        return new HostSettings
        {
            Url = reader.Text("Url") ?? $"http://127.0.0.1:{localPort}",
            StorePath = reader.Text("Store"),
            DrainTime = reader.Duration("DrainTime", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromHours(1)),
            LogFormat = reader.Choice("LogFormat", "simple", "simple", "json"),
            RequestBodyBytesMax = reader.Int64("RequestBodyBytesMax", 104_857_600, 1, int.MaxValue),
            Keys = Named(reader.Children("Keys")),
            FunctionKeys = reader.Children("FunctionKeys")
                .ToDictionary(function => function.Key, function => Named(function.GetChildren()), StringComparer.OrdinalIgnoreCase),
            Queues = reader.Children("Queues").ToDictionary(
                queue => queue.Key, queue => QueueSettings.Read(new SettingReader(queue, faults)), StringComparer.OrdinalIgnoreCase),
        };
    }

    private static IReadOnlyDictionary<string, string> Named(IEnumerable<IConfigurationSection> sections) =>
        sections.Where(section => !string.IsNullOrEmpty(section.Value))
            .ToDictionary(section => section.Key, section => section.Value!, StringComparer.OrdinalIgnoreCase);
}
