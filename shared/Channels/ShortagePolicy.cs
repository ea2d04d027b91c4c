using System.Text.Json.Serialization;

namespace StockFlow.Channels;

/// <summary>What happens to an order that wants more than there is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShortagePolicy>))]
public enum ShortagePolicy
{
    /// <summary>What is there is reserved, then backorders up to the limit; what is left stays visibly short.</summary>
    Backorder,

    /// <summary>All or nothing: an order that can't be had whole keeps nothing.</summary>
    RejectOrder,

    /// <summary>As <see cref="Backorder"/>, but what is left is given up at once: the merchant cancels it on the channel.</summary>
    CancelShort,
}
