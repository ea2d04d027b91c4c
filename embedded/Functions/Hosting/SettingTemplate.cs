using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>Puts settings in the place of <c>%NAME%</c> in what an attribute says.</summary>
internal static partial class SettingTemplate
{
    /// <param name="faults">Gets a line for every name that is not set; its place stays as it is.</param>
    public static string Resolve(string text, IConfiguration configuration, FunctionMethod function, List<string> faults) =>
        Placeholder().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            if (configuration[name.Replace("__", ":", StringComparison.Ordinal)] is { Length: > 0 } value)
            {
                return value;
            }

            faults.Add($"{function.Label} needs the setting {name}, which is missing.");
            return match.Value;
        });

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
