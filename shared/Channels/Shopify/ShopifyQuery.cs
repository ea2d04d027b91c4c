namespace StockFlow.Channels.Shopify;

/// <summary>A GraphQL document with one operation.</summary>
internal sealed record ShopifyQuery(string OperationName, string Text);
