namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>A query that is refused as a whole, with Shopify's error code.</summary>
internal sealed class GraphQlException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
