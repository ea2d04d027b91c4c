using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>Reads host.json and local.settings.json into settings. Comments and trailing commas are allowed.</summary>
internal static class SettingFiles
{
    public const string LocalSettings = "local.settings.json";
    private const string HostJsonFile = "host.json";

    /// <summary>The folder that holds host.json: the program's own, else the current one.</summary>
    public static string ContentRoot() =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, HostJsonFile)) ? AppContext.BaseDirectory : Directory.GetCurrentDirectory();

    /// <summary>
    /// host.json below <c>AzureFunctionsJobHost</c>, its log levels also where logging looks for them, and its <c>embeddedHost</c>,
    /// which Azure skips, as the host's own settings.
    /// </summary>
    public static Dictionary<string, string?> ReadHostJson(string folder, List<string> faults)
    {
        var settings = NewSettings();
        if (ReadJson(Path.Combine(folder, HostJsonFile), faults) is not { } json)
        {
            return settings;
        }

        if (json["version"] != "2.0")
        {
            faults.Add($"host.json in {folder} must say \"version\": \"2.0\".");
        }

        foreach (var (key, value) in json.AsEnumerable().Where(entry => entry.Value is not null))
        {
            settings[$"{HostJson.SectionName}:{key}"] = value;
            if (key.StartsWith("logging:logLevel:", StringComparison.OrdinalIgnoreCase)
                || key.StartsWith($"{HostSettings.SectionName}:", StringComparison.OrdinalIgnoreCase))
            {
                settings[key] = value;
            }
        }

        return settings;
    }

    /// <summary>The <c>Values</c>, <c>ConnectionStrings</c> and <c>Host</c> of local.settings.json; none if there is no such file.</summary>
    public static Dictionary<string, string?> ReadLocalSettings(string folder, List<string> faults)
    {
        var settings = NewSettings();
        if (ReadJson(Path.Combine(folder, LocalSettings), faults) is not { } json)
        {
            return settings;
        }

        if (bool.TryParse(json["IsEncrypted"], out var encrypted) && encrypted)
        {
            faults.Add($"{LocalSettings} in {folder} is encrypted. Decrypt it: func settings decrypt.");
        }

        foreach (var (key, value) in json.AsEnumerable().Where(entry => entry.Value is not null))
        {
            if (key.StartsWith("Values:", StringComparison.OrdinalIgnoreCase))
            {
                settings[key["Values:".Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
            }
            else if (key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase)
                || key.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))
            {
                settings[key] = value;
            }
        }

        return settings;
    }

    private static Dictionary<string, string?> NewSettings() => new(StringComparer.OrdinalIgnoreCase);

    private static IConfigurationRoot? ReadJson(string path, List<string> faults)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(file).Build();
        }
        catch (Exception e) when (e is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            faults.Add($"{path} can't be read: {e.Message}");
            return null;
        }
    }
}
