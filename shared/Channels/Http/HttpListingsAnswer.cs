namespace StockFlow.Channels.Http;

/// <summary>The answer to GET listings.</summary>
internal sealed record HttpListingsAnswer(List<HttpListingsAnswer.Listing?>? Listings, string? NextPage)
{
    internal sealed record Listing(string? Reference, string? Sku, int? QuantityUnits);
}
