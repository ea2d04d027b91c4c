using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>How putting an outcome on record ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Completion>))]
public enum Completion
{
    /// <summary>The outcome is on record and the SKUs are announced.</summary>
    Recorded,

    /// <summary>The order has a newer revision; the SKUs are announced all the same.</summary>
    Superseded,

    /// <summary>A SKU that was unknown has become known meanwhile: reserve once more.</summary>
    NowKnown,
}
