using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StockFlow.Channels.Transport;

/// <summary>Reads bodies, naming the field at fault.</summary>
internal static class Body
{
    /// <exception cref="UnreadableBodyException">The JSON is broken or of another form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, form) ?? throw UnreadableBodyException.Missing("The body");
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    /// <inheritdoc cref="Read{T}(ReadOnlySpan{byte}, JsonTypeInfo{T})"/>
    public static T Read<T>(JsonElement json, JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return json.Deserialize(form) ?? throw UnreadableBodyException.Missing("The body");
        }
        catch (JsonException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>16 hexadecimal digits that tell one body from another.</summary>
    public static string Digest(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    // The exception's own message may quote a value.
    private static UnreadableBodyException Unreadable(JsonException e) =>
        new($"{FieldOf(e)} is not of the expected form (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}).", e);

    private static string FieldOf(JsonException e) => e.Path is null or "$" ? "The body" : e.Path.Replace("$.", string.Empty);
}
