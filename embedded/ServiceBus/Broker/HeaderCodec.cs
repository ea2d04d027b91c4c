using System.Runtime.Serialization;
using System.Text;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The stored form of a message's seldom used parts. A message without any has an empty one. The tags are stored: never renumber them.
/// </summary>
internal static class HeaderCodec
{
    private const byte Version = 1;

    public static byte[] Encode(StoredMessage content)
    {
        string?[] texts = Texts(content);
        if (content.Properties.Count == 0 && content.TimeToLive == TimeSpan.MaxValue && Array.TrueForAll(texts, text => text is null))
        {
            return [];
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        foreach (var text in texts)
        {
            writer.Write(text is not null);
            if (text is not null)
            {
                writer.Write(text);
            }
        }

        writer.Write(content.TimeToLive.Ticks);
        writer.Write7BitEncodedInt(content.Properties.Count);
        foreach (var (name, value) in content.Properties)
        {
            writer.Write(name);
            WriteValue(writer, name, value);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <param name="header">As encoded; empty for none.</param>
    /// <param name="rest">The parts that are stored in columns of their own.</param>
    public static StoredMessage Decode(byte[] header, StoredMessage rest)
    {
        if (header.Length == 0)
        {
            return rest;
        }

        using var reader = new BinaryReader(new MemoryStream(header), Encoding.UTF8);
        if (reader.ReadByte() is var version && version != Version)
        {
            throw new InvalidDataException($"A stored message has format {version}; this program reads format {Version}. Run the newer program.");
        }

        return rest with
        {
            Header = header,
            CorrelationId = ReadText(reader),
            Subject = ReadText(reader),
            ContentType = ReadText(reader),
            ReplyTo = ReadText(reader),
            ReplyToSessionId = ReadText(reader),
            To = ReadText(reader),
            PartitionKey = ReadText(reader),
            TimeToLive = new TimeSpan(reader.ReadInt64()),
            Properties = ReadProperties(reader),
        };
    }

    private static string?[] Texts(StoredMessage content) =>
    [
        content.CorrelationId, content.Subject, content.ContentType, content.ReplyTo, content.ReplyToSessionId, content.To, content.PartitionKey,
    ];

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static Dictionary<string, object> ReadProperties(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        var properties = new Dictionary<string, object>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            properties[name] = ReadValue(reader)!;
        }

        return properties;
    }

    private static void WriteValue(BinaryWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null: writer.Write((byte)0); break;
            case string v: writer.Write((byte)1); writer.Write(v); break;
            case bool v: writer.Write((byte)2); writer.Write(v); break;
            case byte v: writer.Write((byte)3); writer.Write(v); break;
            case sbyte v: writer.Write((byte)4); writer.Write(v); break;
            case short v: writer.Write((byte)5); writer.Write(v); break;
            case ushort v: writer.Write((byte)6); writer.Write(v); break;
            case int v: writer.Write((byte)7); writer.Write(v); break;
            case uint v: writer.Write((byte)8); writer.Write(v); break;
            case long v: writer.Write((byte)9); writer.Write(v); break;
            case ulong v: writer.Write((byte)10); writer.Write(v); break;
            case float v: writer.Write((byte)11); writer.Write(v); break;
            case double v: writer.Write((byte)12); writer.Write(v); break;
            case decimal v: writer.Write((byte)13); writer.Write(v); break;
            case char v: writer.Write((byte)14); writer.Write((ushort)v); break;
            case Guid v: writer.Write((byte)15); writer.Write(v.ToByteArray()); break;
            case DateTime v: writer.Write((byte)16); writer.Write(v.ToBinary()); break;
            case DateTimeOffset v: writer.Write((byte)17); writer.Write(v.UtcTicks); break;
            case TimeSpan v: writer.Write((byte)18); writer.Write(v.Ticks); break;
            case Uri v: writer.Write((byte)19); writer.Write(v.OriginalString); break;
            default:
                throw new SerializationException(
                    $"The application property '{name}' has the type {value.GetType().FullName}, which a message can't carry. Send it as a string.");
        }
    }

    private static object? ReadValue(BinaryReader reader) => reader.ReadByte() switch
    {
        0 => null,
        1 => reader.ReadString(),
        2 => reader.ReadBoolean(),
        3 => reader.ReadByte(),
        4 => reader.ReadSByte(),
        5 => reader.ReadInt16(),
        6 => reader.ReadUInt16(),
        7 => reader.ReadInt32(),
        8 => reader.ReadUInt32(),
        9 => reader.ReadInt64(),
        10 => reader.ReadUInt64(),
        11 => reader.ReadSingle(),
        12 => reader.ReadDouble(),
        13 => reader.ReadDecimal(),
        14 => (char)reader.ReadUInt16(),
        15 => new Guid(reader.ReadBytes(16)),
        16 => DateTime.FromBinary(reader.ReadInt64()),
        17 => new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
        18 => new TimeSpan(reader.ReadInt64()),
        19 => new Uri(reader.ReadString(), UriKind.RelativeOrAbsolute),
        var tag => throw new InvalidDataException($"A stored message has a property of the unknown kind {tag}. Run the newer program."),
    };
}
