using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Channels.Transport;

/// <summary>Reads RFC 3339 times and refuses those without a zone, which would be read by this machine's.</summary>
internal sealed class ZonedTimeConverter : JsonConverter<DateTimeOffset>
{
    private const int OffsetLength = 6;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out var time) || !HasZone(reader.ValueSpan))
        {
            throw new JsonException();
        }

        return time.ToUniversalTime();
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static bool HasZone(ReadOnlySpan<byte> text) =>
        text is [.., (byte)'Z'] || (text.Length > OffsetLength && text[^OffsetLength] is (byte)'+' or (byte)'-');
}
