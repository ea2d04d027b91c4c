using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>How an order stands. When several apply, the first in this order is given. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OrderOutcome>))]
public enum OrderOutcome
{
    /// <summary>Not done yet.</summary>
    InWork,

    /// <summary>Cancelled by the channel: holds nothing.</summary>
    Cancelled,

    /// <summary>Not paid in time: holds nothing until it is.</summary>
    Expired,

    /// <summary>Could not be had whole, and its channel wants all or nothing: holds nothing.</summary>
    Rejected,

    /// <summary>At least one line waits in quarantine; the others went on.</summary>
    Quarantined,

    /// <summary>At least one line did not get all it wants.</summary>
    Short,

    /// <summary>Units that could not be had were given up; the merchant cancels them on the channel.</summary>
    Reduced,

    /// <summary>Everything is held, some of it beyond what was available.</summary>
    Backordered,

    /// <summary>Everything is held, some of it until its release date.</summary>
    Preordered,

    /// <summary>Everything wanted is held or has left.</summary>
    Reserved,
}
