using System.Globalization;
using System.Text;
using System.Text.Json;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.Shopify;

/// <summary>Polls a shop's orders, each one whole: with every line, and with its refunds where it has any.</summary>
internal sealed class ShopifyOrderReader(ChannelId channel, ShopifyGraphQl graphQl, bool acceptsTestOrders)
{
    private const int PagesPerOrderMax = 100;

    public async Task<OrderPage> ReadPageAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken)
    {
        var since = updatedSince.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var data = await graphQl.SendAsync(
            ShopifyQueries.Orders,
            variables =>
            {
                variables.WriteNumber("first"u8, ShopifyQueries.OrdersPerPage);
                variables.WriteString("after"u8, pageToken);
                variables.WriteString("query"u8, $"updated_at:>='{since}'");
            },
            cancellationToken);
        var (nodes, next) = ShopifyPages.Of(data.Orders, channel, ShopifyQueries.Orders);

        var orders = new List<ChannelOrder>(nodes.Count);
        var unreadable = new List<UnreadableOrder>();
        foreach (var node in nodes)
        {
            try
            {
                var order = Body.Read(node, ShopifyAnswerJson.Default.Order);
                if (order.Test != true || acceptsTestOrders)
                {
                    orders.Add(await CompleteAsync(order, cancellationToken));
                }
            }
            catch (UnreadableBodyException e)
            {
                unreadable.Add(new UnreadableOrder(IdOf(node), e.Message, Encoding.UTF8.GetBytes(node.GetRawText())));
            }
        }

        return new OrderPage(orders, unreadable, next);
    }

    private async Task<ChannelOrder> CompleteAsync(ShopifyAnswer.Order order, CancellationToken cancellationToken)
    {
        var id = ShopifyId.NumberOf(order.Id, "id");
        var lines = new List<ShopifyLine>();
        var (items, after) = ShopifyPages.Of(order.LineItems, channel, ShopifyQueries.Orders);
        AddLines(lines, items);
        for (var page = 0; after is not null; page++)
        {
            (items, after) = await ReadAsync(ShopifyQueries.OrderLines, order.Id!, after, data => data.Order?.LineItems, page, cancellationToken);
            AddLines(lines, items);
        }

        if (order.Refunds is { Count: > 0 } || lines.Any(line => line.CurrentUnits < line.OriginalUnits))
        {
            await AddHistoryAsync(order.Id!, lines, cancellationToken);
        }

        return ShopifyOrderMapping.ToOrder(
            channel, id, order.Name, order.CreatedAt, order.UpdatedAt, order.CancelledAt, order.DisplayFinancialStatus, lines);
    }

    private static void AddLines(List<ShopifyLine> lines, IReadOnlyList<ShopifyAnswer.LineItem> items)
    {
        foreach (var item in items)
        {
            var path = $"lineItems[{lines.Count}]";
            lines.Add(new ShopifyLine(
                ShopifyId.NumberOf(item?.Id, $"{path}.id"),
                item!.Sku,
                item.Quantity ?? throw UnreadableBodyException.Missing($"{path}.quantity"),
                item.CurrentQuantity,
                item.UnfulfilledQuantity));
        }
    }

    private async Task AddHistoryAsync(string orderId, List<ShopifyLine> lines, CancellationToken cancellationToken)
    {
        var byId = lines.ToDictionary(line => line.Id);
        var history = (await graphQl.SendAsync(
            ShopifyQueries.OrderHistory, variables => variables.WriteString("id"u8, orderId), cancellationToken)).Order;

        foreach (var refund in history?.Refunds ?? [])
        {
            await foreach (var (line, node) in HistoryLinesAsync(ShopifyQueries.RefundLines, refund.Id, data => data.Refund?.RefundLineItems))
            {
                line.AddRefund(node.Quantity ?? 0, node.RestockType);
            }
        }

        foreach (var fulfillment in history?.Fulfillments?.Where(sent => ShopifyOrderMapping.IsSent(sent.Status)) ?? [])
        {
            await foreach (var (line, node) in HistoryLinesAsync(
                ShopifyQueries.FulfillmentLines, fulfillment.Id, data => data.Fulfillment?.FulfillmentLineItems))
            {
                line.AddFulfillment(node.Quantity ?? 0);
            }
        }

        async IAsyncEnumerable<(ShopifyLine Line, ShopifyAnswer.HistoryLine Node)> HistoryLinesAsync(
            ShopifyQuery query, string? id, Func<ShopifyAnswer.Roots, ShopifyAnswer.Connection<ShopifyAnswer.HistoryLine>?> select)
        {
            string? after = null;
            var page = 0;
            do
            {
                (var nodes, after) = await ReadAsync(query, id ?? string.Empty, after, select, page++, cancellationToken);
                foreach (var node in nodes)
                {
                    if (byId.TryGetValue(ShopifyId.NumberOf(node.LineItem?.Id, "lineItem.id"), out var line))
                    {
                        yield return (line, node);
                    }
                }
            }
            while (after is not null);
        }
    }

    private async Task<(IReadOnlyList<T> Nodes, string? After)> ReadAsync<T>(
        ShopifyQuery query,
        string id,
        string? after,
        Func<ShopifyAnswer.Roots, ShopifyAnswer.Connection<T>?> select,
        int page,
        CancellationToken cancellationToken)
    {
        if (page >= PagesPerOrderMax)
        {
            throw new UnreadableBodyException($"The order has more than {PagesPerOrderMax} pages of lines.");
        }

        var data = await graphQl.SendAsync(
            query,
            variables =>
            {
                variables.WriteString("id"u8, id);
                variables.WriteString("after"u8, after);
            },
            cancellationToken);
        return ShopifyPages.Of(select(data), channel, query);
    }

    private static string IdOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            && id.GetString() is { Length: > 0 } gid
            ? gid[(gid.LastIndexOf('/') + 1)..]
            : "?";
}
