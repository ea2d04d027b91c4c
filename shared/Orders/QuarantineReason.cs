using System.Text.Json.Serialization;

namespace StockFlow.Orders;

/// <summary>Why a line can't be served for now. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuarantineReason>))]
public enum QuarantineReason
{
    /// <summary>The channel gave no SKU.</summary>
    NoSku,

    /// <summary>The channel's text is not a SKU: too long, or with control characters.</summary>
    InvalidSku,

    /// <summary>The ledger never saw the SKU. The line goes on by itself once it is received.</summary>
    UnknownSku,

    /// <summary>More units than any order may want.</summary>
    TooManyUnits,
}
