using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Settings;

namespace StockFlow.Stock;

/// <summary>
/// A stock keeping unit: 1 to 100 printable characters, kept in upper case, so that "85123a" and "85123A" are one item.
/// </summary>
[JsonConverter(typeof(ParsableJsonConverter<Sku>))]
public readonly record struct Sku : IParsable<Sku>, IComparable<Sku>
{
    public const int LengthMax = 100;

    private readonly string? _value;

    private Sku(string value)
    {
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("An empty Sku was used.");

    /// <exception cref="FormatException">The text is empty, too long, or has control characters.</exception>
    public static Sku Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var sku)
            ? sku
            : throw new FormatException($"'{text}' is not a SKU. Expected 1 to {LengthMax} printable characters, such as 85123A.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out Sku sku)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed) || trimmed.Length > LengthMax || trimmed.Any(char.IsControl))
        {
            sku = default;
            return false;
        }

        sku = new Sku(trimmed.ToUpperInvariant());
        return true;
    }

    public int CompareTo(Sku other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? string.Empty;
}
