namespace StockFlow.Channels.Http;

/// <summary>The body of POST prices. Amounts are text, so that no reader makes floating point of them.</summary>
internal sealed record HttpPrices(string Type, List<HttpPrices.Price> Prices)
{
    public const string TypeName = "prices.set";

    internal sealed record Price(string Reference, string Sku, string Amount, string? Currency, string IdempotencyKey);
}
