using System.Globalization;
using System.Text;

namespace StockFlow.Channels.Shopify;

/// <summary>The GraphQL documents; docs/connectors.md lists them too. Page sizes keep a query below Shopify's 1000 points.</summary>
internal static class ShopifyQueries
{
    public const int OrdersPerPage = 20;
    public const int ListingsPerPage = 100;

    private const string Lines = "nodes { id sku quantity currentQuantity unfulfilledQuantity } pageInfo { hasNextPage endCursor }";

    private const string Available = "inventoryLevel(locationId: $locationId) { quantities(names: [\"available\"]) { name quantity } }";

    public static ShopifyQuery Orders { get; } = new(
        "StockFlowOrders",
        $$"""
        query StockFlowOrders($first: Int!, $after: String, $query: String!) {
          orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {
            nodes {
              id name createdAt updatedAt cancelledAt test displayFinancialStatus
              lineItems(first: 40) { {{Lines}} }
              refunds(first: 1) { id }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
        """);

    public static ShopifyQuery OrderLines { get; } = new(
        "StockFlowOrderLines",
        $$"""
        query StockFlowOrderLines($id: ID!, $after: String) {
          order(id: $id) { lineItems(first: 250, after: $after) { {{Lines}} } }
        }
        """);

    public static ShopifyQuery OrderHistory { get; } = new(
        "StockFlowOrderHistory",
        """
        query StockFlowOrderHistory($id: ID!) {
          order(id: $id) { refunds(first: 250) { id } fulfillments(first: 250) { id status } }
        }
        """);

    public static ShopifyQuery RefundLines { get; } = new(
        "StockFlowRefundLines",
        """
        query StockFlowRefundLines($id: ID!, $after: String) {
          refund(id: $id) {
            refundLineItems(first: 250, after: $after) {
              nodes { quantity restockType lineItem { id } }
              pageInfo { hasNextPage endCursor }
            }
          }
        }
        """);

    public static ShopifyQuery FulfillmentLines { get; } = new(
        "StockFlowFulfillmentLines",
        """
        query StockFlowFulfillmentLines($id: ID!, $after: String) {
          fulfillment(id: $id) {
            fulfillmentLineItems(first: 250, after: $after) {
              nodes { quantity lineItem { id } }
              pageInfo { hasNextPage endCursor }
            }
          }
        }
        """);

    public static ShopifyQuery Listings { get; } = new(
        "StockFlowListings",
        $$"""
        query StockFlowListings($first: Int!, $after: String, $locationId: ID!) {
          inventoryItems(first: $first, after: $after) {
            nodes { id sku tracked {{Available}} }
            pageInfo { hasNextPage endCursor }
          }
        }
        """);

    public static ShopifyQuery Quantities { get; } = new(
        "StockFlowQuantities",
        $$"""
        query StockFlowQuantities($ids: [ID!]!, $locationId: ID!) {
          nodes(ids: $ids) { ... on InventoryItem { id {{Available}} } }
        }
        """);

    public static ShopifyQuery SetQuantities { get; } = new(
        "StockFlowSetQuantities",
        """
        mutation StockFlowSetQuantities($input: InventorySetQuantitiesInput!, $idempotencyKey: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $idempotencyKey) {
            inventoryAdjustmentGroup { id }
            userErrors { field message code }
          }
        }
        """);

    /// <summary>The variants of inventory items; InventoryItem.variant is deprecated since 2026-01 (shopify.dev/changelog/inventory-item-variant-field-deprecation).</summary>
    public static ShopifyQuery Variants { get; } = new(
        "StockFlowVariants",
        """
        query StockFlowVariants($ids: [ID!]!) {
          nodes(ids: $ids) { ... on InventoryItem { id variants(first: 10) { nodes { id product { id } } } } }
        }
        """);

    /// <summary>Changes the variants of some products, those that are right even where others are not.</summary>
    public static ShopifyQuery SetPrices(int products)
    {
        var parameters = Enumerable.Range(0, products).Select(at => $"${ProductVariable(at)}: ID!, ${VariantsVariable(at)}: [ProductVariantsBulkInput!]!");
        var text = new StringBuilder($"mutation StockFlowSetPrices({string.Join(", ", parameters)}) {{\n");
        for (var at = 0; at < products; at++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {ProductAlias(at)}: productVariantsBulkUpdate(productId: ${ProductVariable(at)}, ")
                .Append(CultureInfo.InvariantCulture, $"variants: ${VariantsVariable(at)}, allowPartialUpdates: true) {{ userErrors {{ field message code }} }}\n");
        }

        return new ShopifyQuery("StockFlowSetPrices", text.Append('}').ToString());
    }

    public static string ProductAlias(int at) => string.Create(CultureInfo.InvariantCulture, $"product{at}");

    public static string ProductVariable(int at) => string.Create(CultureInfo.InvariantCulture, $"product{at}");

    public static string VariantsVariable(int at) => string.Create(CultureInfo.InvariantCulture, $"variants{at}");
}
