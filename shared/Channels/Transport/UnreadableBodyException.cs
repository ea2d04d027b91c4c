namespace StockFlow.Channels.Transport;

/// <summary>A body that is not of the form its channel documents. The message names the field at fault and never quotes the body.</summary>
internal sealed class UnreadableBodyException(string message, Exception? inner = null) : Exception(message, inner)
{
    public static UnreadableBodyException Missing(string field) => new($"{field} is missing.");
}
