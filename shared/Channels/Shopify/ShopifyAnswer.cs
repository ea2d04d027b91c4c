using System.Text.Json;
using System.Text.Json.Serialization;

namespace StockFlow.Channels.Shopify;

/// <summary>What we read of a GraphQL answer; of the data, one member is there, by the query.</summary>
internal sealed record ShopifyAnswer(
    ShopifyAnswer.Roots? Data,
    List<ShopifyAnswer.Error>? Errors,
    ShopifyAnswer.AnswerExtensions? Extensions)
{
    internal sealed record Roots(
        Connection<JsonElement>? Orders,
        Order? Order,
        Refund? Refund,
        Fulfillment? Fulfillment,
        Connection<InventoryItem>? InventoryItems,
        List<InventoryItem?>? Nodes,
        SetQuantities? InventorySetQuantities)
    {
        /// <summary>Members under names that we gave them, for an operation that is asked for several times in one document.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Others { get; set; }
    }

    internal sealed record Connection<T>(List<T>? Nodes, Page? PageInfo);

    internal sealed record Page(bool HasNextPage, string? EndCursor);

    internal sealed record Order(
        string? Id,
        string? Name,
        DateTimeOffset? CreatedAt,
        DateTimeOffset? UpdatedAt,
        DateTimeOffset? CancelledAt,
        bool? Test,
        string? DisplayFinancialStatus,
        Connection<LineItem>? LineItems,
        List<Refund>? Refunds,
        List<Fulfillment>? Fulfillments);

    internal sealed record LineItem(string? Id, string? Sku, int? Quantity, int? CurrentQuantity, int? UnfulfilledQuantity);

    internal sealed record Refund(string? Id, Connection<HistoryLine>? RefundLineItems);

    internal sealed record Fulfillment(string? Id, string? Status, Connection<HistoryLine>? FulfillmentLineItems);

    internal sealed record HistoryLine(int? Quantity, string? RestockType, LineItem? LineItem);

    internal sealed record InventoryItem(string? Id, string? Sku, bool? Tracked, InventoryLevel? InventoryLevel, Connection<Variant>? Variants)
    {
        /// <summary>The available number at our location; null where the item is not stocked there or not tracked.</summary>
        public int? AvailableUnits =>
            Tracked == false ? null : InventoryLevel?.Quantities?.FirstOrDefault(quantity => quantity.Name == "available")?.Quantity;
    }

    internal sealed record InventoryLevel(List<NamedQuantity>? Quantities);

    internal sealed record NamedQuantity(string? Name, int? Quantity);

    internal sealed record Variant(string? Id, Product? Product);

    internal sealed record Product(string? Id);

    internal sealed record SetPrices(List<UserError>? UserErrors);

    internal sealed record SetQuantities(List<UserError>? UserErrors);

    internal sealed record UserError(List<string>? Field, string? Message, string? Code);

    internal sealed record Error(ErrorExtensions? Extensions);

    internal sealed record ErrorExtensions(string? Code);

    internal sealed record AnswerExtensions(Cost? Cost);

    internal sealed record Cost(double? RequestedQueryCost, ThrottleStatus? ThrottleStatus);

    internal sealed record ThrottleStatus(double MaximumAvailable, double CurrentlyAvailable, double RestoreRate);
}
