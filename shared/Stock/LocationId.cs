using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Settings;

namespace StockFlow.Stock;

/// <summary>Where units sit: a warehouse, a shop floor: 1 to 50 lower-case letters, digits and hyphens, beginning with a letter or digit.</summary>
[JsonConverter(typeof(ParsableJsonConverter<LocationId>))]
public readonly record struct LocationId : IParsable<LocationId>, IComparable<LocationId>
{
    private readonly string? _value;

    private LocationId(string value)
    {
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("An empty LocationId was used.");

    /// <exception cref="FormatException">The text is not a slug.</exception>
    public static LocationId Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id)
            ? id
            : throw new FormatException($"'{text}' is not a location id. Expected {Slug.Rule}, such as london.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out LocationId id)
    {
        var valid = Slug.IsValid(text);
        id = valid ? new LocationId(text!) : default;
        return valid;
    }

    public int CompareTo(LocationId other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? string.Empty;
}
