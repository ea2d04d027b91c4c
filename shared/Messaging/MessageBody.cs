using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StockFlow.Messaging;

/// <summary>Our messages as JSON.</summary>
public static class MessageBody
{
    public static BinaryData Write<T>(T message)
        where T : class =>
        new(JsonSerializer.SerializeToUtf8Bytes(message, TypeOf<T>()));

    /// <exception cref="FormatException">The body is not such a message. The text of it is not quoted.</exception>
    public static T Read<T>(BinaryData body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.ToMemory().Span, TypeOf<T>())
                ?? throw new FormatException($"The body is null; expected a message of kind {typeof(T).Name}.");
        }
        catch (JsonException e)
        {
            throw new FormatException(
                $"The body is no message of kind {typeof(T).Name}: {e.Path ?? "$"} (line {e.LineNumber}, byte {e.BytePositionInLine}) can't be read.", e);
        }
    }

    private static JsonTypeInfo<T> TypeOf<T>() =>
        (JsonTypeInfo<T>?)MessageContext.Default.GetTypeInfo(typeof(T))
        ?? throw new ArgumentException($"{typeof(T).Name} is no message of ours.");
}
