namespace StockFlow.Channels.Http;

/// <summary>The body of POST quantities.</summary>
internal sealed record HttpQuantities(string Type, List<HttpQuantities.Quantity> Quantities)
{
    public const string TypeName = "quantities.set";

    internal sealed record Quantity(string Reference, string Sku, int QuantityUnits, int? ExpectedUnits, string IdempotencyKey);
}
