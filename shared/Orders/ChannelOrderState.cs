using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>Whether an order wants stock.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrderState>))]
public enum ChannelOrderState
{
    /// <summary>Placed; its lines want units, also while it is being shipped or after.</summary>
    Open,

    /// <summary>Placed but not paid: it holds units as an open order does, until its channel's HoldTime is over.</summary>
    PendingPayment,

    /// <summary>Cancelled or deleted: whatever it held and did not ship goes back.</summary>
    Cancelled,
}
