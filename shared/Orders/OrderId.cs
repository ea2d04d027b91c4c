using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Settings;

namespace StockFlow.Orders;

/// <summary>An order of a channel, by the channel's own id. Its text is <c>channel/external-id</c>.</summary>
[JsonConverter(typeof(ParsableJsonConverter<OrderId>))]
public readonly record struct OrderId(ChannelId Channel, string ExternalId) : IParsable<OrderId>
{
    /// <summary>The longest id a channel may give an order.</summary>
    public const int ExternalIdLengthMax = 100;

    /// <exception cref="FormatException">The text is not <c>channel/external-id</c>.</exception>
    public static OrderId Parse(string text, IFormatProvider? provider = null) =>
        TryParse(text, provider, out var id)
            ? id
            : throw new FormatException($"'{text}' is not an order id. Expected channel/order, such as shop-uk/536365.");

    public static bool TryParse([NotNullWhen(true)] string? text, IFormatProvider? provider, out OrderId id)
    {
        id = default;
        var slash = text?.IndexOf('/') ?? -1;
        if (slash < 1 || slash == text!.Length - 1 || text.Length - slash - 1 > ExternalIdLengthMax
            || !ChannelId.TryParse(text[..slash], provider, out var channel))
        {
            return false;
        }

        id = new OrderId(channel, text[(slash + 1)..]);
        return true;
    }

    public override string ToString() => $"{Channel}/{ExternalId}";
}
