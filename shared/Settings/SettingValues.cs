using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace StockFlow.Settings;

/// <summary>
/// Reads the values of one section, collecting faults instead of stopping at the first. A value with a fault reads as its default,
/// so that the rest can be checked too. An empty value counts as absent: deployments blank a setting to take it out.
/// </summary>
internal sealed class SettingValues(IConfigurationSection section, List<SettingFault> faults)
{
    /// <summary>The full name of a setting of this section as it is deployed.</summary>
    public string NameOf(string name) => $"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__{name}";

    public void Fault(string name, string problem, string example) =>
        faults.Add(new SettingFault(NameOf(name), problem, example));

    /// <returns>The trimmed text, or null when absent, empty or an unresolved reference.</returns>
    public string? Text(string name)
    {
        var text = section[name]?.Trim();
        if (text is not null && IsUnresolved(text))
        {
            FaultUnresolved(name);
            return null;
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    public string? RequiredText(string name, string example)
    {
        var text = Text(name);
        if (text is null && !IsUnresolved(section[name] ?? string.Empty))
        {
            Fault(name, "is missing.", example);
        }

        return text;
    }

    public int? Whole(string name, int min, int max, string example)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        Fault(name, $"'{text}' is not a whole number from {min} to {max}.", example);
        return null;
    }

    /// <summary>Reads a number with a point, exactly.</summary>
    public decimal? Number(string name, decimal min, decimal max, int decimalsMax, string example)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max && decimal.Round(value, decimalsMax) == value)
        {
            return value;
        }

        Fault(name, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {min} to {max} with at most {decimalsMax} decimals."), example);
        return null;
    }

    /// <summary>Reads one of a few words, whatever their case.</summary>
    /// <param name="missing">The value where there is none, or none that is right.</param>
    /// <param name="words">The first one is the example; a later word for the same value is taken and not told.</param>
    public T Choice<T>(string name, T missing, IReadOnlyList<(string Word, T Value)> words)
    {
        var text = Text(name);
        if (text is null)
        {
            return missing;
        }

        foreach (var (word, value) in words)
        {
            if (string.Equals(text, word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        Fault(name, $"'{text}' is none of {string.Join(", ", words.DistinctBy(word => word.Value).Select(word => word.Word))}.", words[0].Word);
        return missing;
    }

    /// <summary>Reads a length of time such as 00:05:00.</summary>
    public TimeSpan? Duration(string name, TimeSpan min, TimeSpan max, string example)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (DurationText.TryParse(text, min, max, out var value))
        {
            return value;
        }

        Fault(name, $"'{text}' is not a time from {DurationText.Write(min)} to {DurationText.Write(max)}, written hours:minutes:seconds.", example);
        return null;
    }

    /// <summary>Faults every name of the section that is not known, or that holds more names below it.</summary>
    public void RefuseUnknown(IReadOnlyCollection<string> known)
    {
        foreach (var child in section.GetChildren())
        {
            var name = known.FirstOrDefault(candidate => string.Equals(candidate, child.Key, StringComparison.OrdinalIgnoreCase));
            if (name is null)
            {
                var nearest = NearestName.Find(child.Key, known);
                Fault(
                    child.Key,
                    nearest is null ? "is not a known setting." : $"is not a known setting; {nearest} is meant?",
                    nearest is null ? string.Join(", ", known.Order(StringComparer.Ordinal)) : NameOf(nearest));
            }
            else if (child.Value is null && child.GetChildren().Any())
            {
                Fault(child.Key, "holds settings below it where one value is expected.", NameOf(name));
            }
        }
    }

    /// <summary>
    /// A Key Vault reference that the platform can't resolve is handed to the app as it stands. Taken for a secret it would be one that
    /// anybody can guess. (learn.microsoft.com/azure/app-service/app-service-key-vault-references)
    /// </summary>
    private static bool IsUnresolved(string text) => text.TrimStart().StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase);

    private void FaultUnresolved(string name)
    {
        var fault = new SettingFault(
            NameOf(name),
            "is a Key Vault reference that was not resolved: the secret is not in the vault, or the app may not read it.",
            "az keyvault secret set --vault-name <vault> --name <channel>-<setting>");
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }
}
