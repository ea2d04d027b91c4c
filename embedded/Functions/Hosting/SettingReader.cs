using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>Reads typed settings below one section and collects what is wrong with them.</summary>
internal sealed class SettingReader(IConfigurationSection section, List<string> faults)
{
    public string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

    public int Int32(string key, int fallback, int min, int max) => (int)Int64(key, fallback, min, max);

    public long Int64(string key, long fallback, long min, long max)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        return Refuse(key, text, $"a whole number from {min} to {max}", fallback);
    }

    public bool Boolean(string key, bool fallback)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        return bool.TryParse(text, out var value) ? value : Refuse(key, text, "true or false", fallback);
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max) => Duration(key, min, max) ?? fallback;

    /// <returns>Null when it isn't set.</returns>
    public TimeSpan? Duration(string key, TimeSpan min, TimeSpan max)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        return Refuse(key, text, $"a time from {min} to {max}, such as 00:00:30", (TimeSpan?)null);
    }

    public string Choice(string key, string fallback, params string[] choices)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        return choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? Refuse(key, text, string.Join(" or ", choices), fallback);
    }

    /// <summary>The sections below a key, by name.</summary>
    public IEnumerable<IConfigurationSection> Children(string key) => section.GetSection(key).GetChildren();

    public SettingReader Section(string key) => new(section.GetSection(key), faults);

    private T Refuse<T>(string key, string text, string expected, T fallback)
    {
        faults.Add($"{section.Path}:{key} is '{text}'. Expected: {expected}.");
        return fallback;
    }
}
