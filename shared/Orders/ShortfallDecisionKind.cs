using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>How a shortfall is to end. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ShortfallDecisionKind>))]
public enum ShortfallDecisionKind
{
    /// <summary>The units are given up; the merchant cancels them on the channel.</summary>
    Cancel,

    /// <summary>The units are promised beyond what is available, whatever the limit.</summary>
    Backorder,

    /// <summary>The units come from a location that the channel does not sell from.</summary>
    Location,
}
