using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Settings;

namespace StockFlow.Channels;

/// <summary>Where we sell: one shop, marketplace account or till: 1 to 50 lower-case letters, digits and hyphens, beginning with a letter or digit.</summary>
[JsonConverter(typeof(ParsableJsonConverter<ChannelId>))]
public readonly record struct ChannelId : IParsable<ChannelId>, IComparable<ChannelId>
{
    private readonly string? _value;

    private ChannelId(string value)
    {
        _value = value;
    }

    public string Value => _value ?? throw new InvalidOperationException("An empty ChannelId was used.");

    /// <exception cref="FormatException">The text is not a slug.</exception>
    public static ChannelId Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id)
            ? id
            : throw new FormatException($"'{text}' is not a channel id. Expected {Slug.Rule}, such as shop-uk.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out ChannelId id)
    {
        var valid = Slug.IsValid(text);
        id = valid ? new ChannelId(text!) : default;
        return valid;
    }

    public int CompareTo(ChannelId other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? string.Empty;
}
