using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Settings;

namespace StockFlow.Stock;

/// <summary>A transfer between locations, named by whoever asks for it: 1 to 60 letters, digits, hyphens, underscores and dots.</summary>
[JsonConverter(typeof(ParsableJsonConverter<TransferId>))]
public readonly record struct TransferId : IParsable<TransferId>
{
    /// <summary>For messages.</summary>
    public const string Rule = DocumentName.Rule;

    private readonly string? _value;

    private TransferId(string value)
    {
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("An empty TransferId was used.");

    /// <exception cref="FormatException">The text is not of the form.</exception>
    public static TransferId Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id)
            ? id
            : throw new FormatException($"'{text}' is not a transfer id. Expected {Rule}, such as to-leeds-17.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out TransferId id)
    {
        var valid = DocumentName.IsValid(text);
        id = valid ? new TransferId(text!) : default;
        return valid;
    }

    public override string ToString() => _value ?? string.Empty;
}
