using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Settings;

namespace StockFlow.Imports;

/// <summary>An import of a file, named by whoever asks for it: 1 to 60 letters, digits, hyphens, underscores and dots.</summary>
[JsonConverter(typeof(ParsableJsonConverter<ImportId>))]
public readonly record struct ImportId : IParsable<ImportId>
{
    /// <summary>For messages.</summary>
    public const string Rule = DocumentName.Rule;

    private readonly string? _value;

    private ImportId(string value)
    {
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("An empty ImportId was used.");

    /// <exception cref="FormatException">The text is not of the form.</exception>
    public static ImportId Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id)
            ? id
            : throw new FormatException($"'{text}' is not an import id. Expected {Rule}, such as 2026-11-22.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out ImportId id)
    {
        var valid = DocumentName.IsValid(text);
        id = valid ? new ImportId(text!) : default;
        return valid;
    }

    public override string ToString() => _value ?? string.Empty;
}
