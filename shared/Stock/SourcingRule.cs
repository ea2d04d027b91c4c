using System.Text.Json.Serialization;

namespace StockFlow.Stock;

/// <summary>By which rule the locations of an order are asked for units.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourcingRule>))]
public enum SourcingRule
{
    /// <summary>In the order given.</summary>
    Priority,

    /// <summary>The one with most available first; of two with the same, in the order given.</summary>
    MostStock,
}
