using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>Where settings come from. Later ones win: defaults, host.json, local.settings.json, environment, command line.</summary>
internal static class HostConfiguration
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
    };

    public static void AddTo(ConfigurationManager configuration, string folder, string[] args, List<string> faults)
    {
        configuration.AddInMemoryCollection(Defaults);
        configuration.AddInMemoryCollection(SettingFiles.ReadHostJson(folder, faults));
        configuration.AddInMemoryCollection(SettingFiles.ReadLocalSettings(folder, faults));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }
}
