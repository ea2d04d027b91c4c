using System.Globalization;

namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>Answers the fields of a query from a shop's books: one source object and one field at a time.</summary>
internal sealed class ShopifyFields(ShopBooks books)
{
    /// <summary>The top of every query.</summary>
    public static readonly object Root = new();

    /// <summary>Answers fields as a JSON object.</summary>
    public Dictionary<string, object?> Answer(object source, IReadOnlyList<GraphQlField> fields)
    {
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (field.OnType is null || field.OnType == TypeOf(source))
            {
                answer[field.Alias] = Shape(Resolve(source, field), field);
            }
        }

        return answer;
    }

    private object? Shape(object? value, GraphQlField field) => value switch
    {
        null => null,
        IReadOnlyList<object?> list when field.Selections.Count > 0 =>
            list.Select(item => item is null ? null : Answer(item, field.Selections)).ToList(),
        _ when field.Selections.Count > 0 => Answer(value, field.Selections),
        _ => value,
    };

    private object? Resolve(object source, GraphQlField field) => (source, field.Name) switch
    {
        (_, "__typename") => TypeOf(source),
        _ when source == Root => ResolveRoot(field),

        (GraphQlConnection page, "nodes") => page.Nodes,
        (GraphQlConnection page, "edges") => page.Nodes.Select(node => (object)new Edge(node)).ToList(),
        (GraphQlConnection page, "pageInfo") => new PageInfo(page.HasNextPage, page.EndCursor),
        (Edge edge, "node") => edge.Node,
        (PageInfo info, "hasNextPage") => info.HasNextPage,
        (PageInfo info, "endCursor") => info.EndCursor,

        (ShopOrder order, "id") => Gid("Order", order.Id),
        (ShopOrder order, "legacyResourceId") => order.Id.ToString(CultureInfo.InvariantCulture),
        (ShopOrder order, "name") => "#" + order.Number,
        (ShopOrder order, "createdAt") => ShopifyOrders.Iso(order.PlacedAt),
        (ShopOrder order, "updatedAt") => ShopifyOrders.Iso(order.UpdatedAt),
        (ShopOrder order, "cancelledAt") => order.CancelledAt is { } at ? ShopifyOrders.Iso(at) : null,
        (ShopOrder, "test") => false,
        (ShopOrder order, "displayFinancialStatus") => ShopifyOrders.FinancialStatus(order),
        (ShopOrder order, "displayFulfillmentStatus") => order.Shipments.Count == 0 ? "UNFULFILLED" : order.IsShipped ? "FULFILLED" : "PARTIALLY_FULFILLED",
        (ShopOrder order, "lineItems") => GraphQlConnection.Page(field, [.. order.Lines.Select(line => new OrderLine(order, line))]),
        (ShopOrder order, "refunds") => Firsts(field, order.Refunds.Select(refund => (object)new OrderRefund(order, refund))),
        (ShopOrder order, "fulfillments") => Firsts(field, order.Shipments.Select(shipment => (object)new OrderShipment(order, shipment))),

        (OrderLine line, "id") => Gid("LineItem", line.Line.Id),
        (OrderLine line, "sku") => line.Line.Code,
        (OrderLine line, "title") => line.Line.Title,
        (OrderLine line, "quantity") => line.Line.Units,
        (OrderLine line, "currentQuantity") => line.Line.CurrentUnits,
        (OrderLine line, "unfulfilledQuantity") => line.Order.CancelledAt is null ? line.Line.OpenUnits : 0,

        (OrderRefund refund, "id") => Gid("Refund", refund.Refund.Id),
        (OrderRefund refund, "refundLineItems") =>
            GraphQlConnection.Page(field, [.. ShopifyOrders.RefundLines(refund.Refund).Select(line => new RefundLine(refund.Order, line.Line, line.RestockType))]),
        (RefundLine line, "quantity") => line.Line.Units,
        (RefundLine line, "restockType") => line.RestockType,
        (RefundLine line, "lineItem") => LineOf(line.Order, line.Line.LineId),

        (OrderShipment shipment, "id") => Gid("Fulfillment", shipment.Shipment.Id),
        (OrderShipment, "status") => "SUCCESS",
        (OrderShipment shipment, "fulfillmentLineItems") =>
            GraphQlConnection.Page(field, [.. shipment.Shipment.Lines.Select(line => new ShipmentLine(shipment.Order, line))]),
        (ShipmentLine line, "quantity") => line.Line.Units,
        (ShipmentLine line, "lineItem") => LineOf(line.Order, line.Line.LineId),

        (ShopItem item, "id") => Gid("InventoryItem", item.Number),
        (ShopItem item, "sku") => item.Sku,
        (ShopItem, "tracked") => true,
        (ShopItem item, "variants") => GraphQlConnection.Page(field, [new Variant(item)]),
        (Variant variant, "id") => Gid("ProductVariant", variant.Item.Number),
        (Variant variant, "price") => variant.Item.Price?.ToString(CultureInfo.InvariantCulture),
        (Variant variant, "product") => new Product(variant.Item),
        (Product product, "id") => Gid("Product", product.Item.Number),
        (ShopItem item, "inventoryLevel") => field.Text("locationId") == FakeShopify.LocationGid ? new Level(item) : null,
        (ShopItem item, "inventoryLevels") => GraphQlConnection.Page(field, [new Level(item)]),
        (Level, "location") => new Location(),
        (Level level, "quantities") => Names(field).Select(name => (object)new Quantity(name, level.Item.ListedUnits)).ToList(),
        (Location, "id") => FakeShopify.LocationGid,
        (Location, "name") => "Shop location",
        (Quantity quantity, "name") => quantity.Name,
        (Quantity quantity, "quantity") => quantity.Units,

        (IReadOnlyDictionary<string, object?> made, _) when made.TryGetValue(field.Name, out var value) => value,
        _ => throw new GraphQlException("undefinedField", $"Field '{field.Name}' doesn't exist on type '{TypeOf(source)}'"),
    };

    private object? ResolveRoot(GraphQlField field) => field.Name switch
    {
        "orders" => Orders(field),
        "order" => Number(field.Text("id"), "Order") is { } id ? books.Order(id) : null,
        "refund" => books.Orders
            .SelectMany(order => order.Refunds.Select(refund => new OrderRefund(order, refund)))
            .FirstOrDefault(refund => Gid("Refund", refund.Refund.Id) == field.Text("id")),
        "fulfillment" => books.Orders
            .SelectMany(order => order.Shipments.Select(shipment => new OrderShipment(order, shipment)))
            .FirstOrDefault(shipment => Gid("Fulfillment", shipment.Shipment.Id) == field.Text("id")),
        "inventoryItem" => Item(field.Text("id")),
        "inventoryItems" => Items(field),
        "nodes" => (field.Argument("ids") as List<object?> ?? []).Select(id => (object?)Item(id as string)).ToList(),
        _ => throw new GraphQlException("undefinedField", $"Field '{field.Name}' doesn't exist on type 'QueryRoot'"),
    };

    private GraphQlConnection Orders(GraphQlField field)
    {
        if (field.Argument("sortKey") is not "UPDATED_AT" || field.Argument("reverse") is true)
        {
            throw new GraphQlException("BAD_REQUEST", "This shop knows orders by sortKey UPDATED_AT, oldest first.");
        }

        var since = DateTimeOffset.MinValue;
        var query = field.Text("query") ?? string.Empty;
        const string Condition = "updated_at:>=";
        if (query.StartsWith(Condition, StringComparison.Ordinal)
            && !DateTimeOffset.TryParse(query[Condition.Length..].Trim('\'', '"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
        {
            throw new GraphQlException("BAD_REQUEST", "updated_at is not a time.");
        }

        var first = GraphQlConnection.FirstOf(field);
        (DateTimeOffset, long)? after = field.Text("after")?.Split('_') is [var seconds, var id]
            ? (DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)), long.Parse(id, CultureInfo.InvariantCulture))
            : null;
        var found = books.OrdersUpdated(since, after, 0, first + 1);
        var page = found.Take(first).ToList();
        return new GraphQlConnection(page, found.Count > first, page.Count == 0 ? null : $"{page[^1].UpdatedAt.ToUnixTimeSeconds()}_{page[^1].Id}");
    }

    private GraphQlConnection Items(GraphQlField field)
    {
        var first = GraphQlConnection.FirstOf(field);
        var after = long.TryParse(field.Text("after"), CultureInfo.InvariantCulture, out var number) ? number : 0;
        var found = books.ItemsAfter(after, first + 1);
        var page = found.Take(first).ToList();
        return new GraphQlConnection(page, found.Count > first, page.Count == 0 ? null : page[^1].Number.ToString(CultureInfo.InvariantCulture));
    }

    private ShopItem? Item(string? gid) => Number(gid, "InventoryItem") is { } number ? books.Item(number) : null;

    private static IEnumerable<string> Names(GraphQlField field) =>
        (field.Argument("names") as List<object?> ?? []).OfType<string>();

    private static List<object> Firsts(GraphQlField field, IEnumerable<object> all) =>
        [.. all.Take(field.Number("first") ?? int.MaxValue)];

    private static OrderLine LineOf(ShopOrder order, long lineId) => new(order, order.Lines.First(line => line.Id == lineId));

    public static long? Number(string? gid, string type)
    {
        var prefix = $"gid://shopify/{type}/";
        return gid is not null
            && gid.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(gid.AsSpan(prefix.Length), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    private static string Gid(string type, long number) => $"gid://shopify/{type}/{number}";

    private static string TypeOf(object source) => source switch
    {
        ShopOrder => "Order",
        OrderLine => "LineItem",
        ShopItem => "InventoryItem",
        Level => "InventoryLevel",
        Variant => "ProductVariant",
        OrderRefund => "Refund",
        OrderShipment => "Fulfillment",
        _ when source == Root => "QueryRoot",
        _ => source.GetType().Name,
    };

    private sealed record Edge(object Node);

    private sealed record PageInfo(bool HasNextPage, string? EndCursor);

    private sealed record OrderLine(ShopOrder Order, ShopOrderLine Line);

    private sealed record OrderRefund(ShopOrder Order, ShopRefund Refund);

    private sealed record RefundLine(ShopOrder Order, LineUnits Line, string RestockType);

    private sealed record OrderShipment(ShopOrder Order, ShopShipment Shipment);

    private sealed record ShipmentLine(ShopOrder Order, LineUnits Line);

    private sealed record Level(ShopItem Item);

    private sealed record Variant(ShopItem Item);

    private sealed record Product(ShopItem Item);

    private sealed record Location;

    private sealed record Quantity(string Name, int Units);
}
