using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StockFlow.Messaging;

/// <summary>Our messages as JSON, gzipped when long: the service takes 256 KiB a message, and an order may have thousands of lines.</summary>
public static class MessageBody
{
    private const int PlainBytesMax = 64 * 1024;

    /// <summary>An order's body is at most some megabytes; more than this is no message of ours.</summary>
    private const int UnzippedBytesMax = 64 * 1024 * 1024;

    public static BinaryData Write<T>(T message)
        where T : class =>
        new(GzipIfLong(JsonSerializer.SerializeToUtf8Bytes(message, TypeOf<T>())));

    /// <returns>The content type for a body that <see cref="Write"/> made.</returns>
    public static string ContentTypeOf(BinaryData body) => IsGzipped(body.ToMemory().Span) ? "application/json+gzip" : "application/json";

    /// <exception cref="FormatException">The body is not such a message. The text of it is not quoted.</exception>
    public static T Read<T>(BinaryData body)
        where T : class
    {
        try
        {
            var bytes = body.ToMemory();
            var json = IsGzipped(bytes.Span) ? Gunzip(bytes) : bytes;
            return JsonSerializer.Deserialize(json.Span, TypeOf<T>())
                ?? throw new FormatException($"The body is null; expected a message of kind {typeof(T).Name}.");
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"The body is no message of kind {typeof(T).Name}: {e.Path ?? "$"} (line {e.LineNumber}, byte {e.BytePositionInLine}) can't be read.", e);
        }
    }

    public static byte[] Gzip(ReadOnlyMemory<byte> content)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(content.Span);
        }

        return buffer.ToArray();
    }

    /// <exception cref="FormatException">It is not gzipped, or longer than any body we take.</exception>
    public static ReadOnlyMemory<byte> Unzip(ReadOnlyMemory<byte> gzipped) => Gunzip(gzipped);

    private static byte[] GzipIfLong(byte[] json) => json.Length <= PlainBytesMax ? json : Gzip(json);

    // JSON never begins with these.
    private static bool IsGzipped(ReadOnlySpan<byte> body) => body is [0x1f, 0x8b, ..];

    private static ReadOnlyMemory<byte> Gunzip(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            var json = new MemoryStream();
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                json.Write(buffer, 0, read);
                if (json.Length > UnzippedBytesMax)
                {
                    throw new FormatException($"The body is longer than {UnzippedBytesMax} bytes when unzipped.");
                }
            }

            return json.GetBuffer().AsMemory(0, (int)json.Length);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException("The body begins like gzip and is not.", e);
        }
    }

    private static JsonTypeInfo<T> TypeOf<T>() =>
        (JsonTypeInfo<T>?)MessageContext.Default.GetTypeInfo(typeof(T))
        ?? throw new ArgumentException($"{typeof(T).Name} is no message of ours.");
}
