using System.Text.Json.Serialization;

namespace StockFlow.Channels;

/// <summary>Which of a channel's locations serves an order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourcingPolicy>))]
public enum SourcingPolicy
{
    /// <summary>The first one in the channel's order that has units.</summary>
    Priority,

    /// <summary>For each SKU the one with the most available.</summary>
    MostStock,

    /// <summary>For the whole order as few as can serve it, ties in the channel's order.</summary>
    FewestShipments,
}
