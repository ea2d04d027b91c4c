using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Settings;

namespace StockFlow.Stock;

/// <summary>A stocktake, named by whoever opens it: 1 to 60 letters, digits, hyphens, underscores and dots.</summary>
[JsonConverter(typeof(ParsableJsonConverter<CountId>))]
public readonly record struct CountId : IParsable<CountId>
{
    /// <summary>For messages.</summary>
    public const string Rule = DocumentName.Rule;

    private readonly string? _value;

    private CountId(string value)
    {
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("An empty CountId was used.");

    /// <exception cref="FormatException">The text is not of the form.</exception>
    public static CountId Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id)
            ? id
            : throw new FormatException($"'{text}' is not the id of a count. Expected {Rule}, such as autumn-2026.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out CountId id)
    {
        var valid = DocumentName.IsValid(text);
        id = valid ? new CountId(text!) : default;
        return valid;
    }

    public override string ToString() => _value ?? string.Empty;
}
