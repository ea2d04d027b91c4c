using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.Http;

/// <summary>Checks an order against docs/connectors.md.</summary>
internal static class HttpOrderMapping
{
    private const int UnitsMax = 1_000_000_000;
    private const int LineIdLengthMax = 100;

    /// <param name="path">Where the order stands in the body, such as "data."; empty at its root.</param>
    /// <exception cref="UnreadableBodyException">It is not as documented.</exception>
    public static ChannelOrder ToOrder(ChannelId channel, HttpOrder order, string path)
    {
        var id = Text(order.Id, OrderId.ExternalIdLengthMax, $"{path}id");
        var state = order.State switch
        {
            "open" => ChannelOrderState.Open,
            "pendingPayment" => ChannelOrderState.PendingPayment,
            "cancelled" => ChannelOrderState.Cancelled,
            null => throw UnreadableBodyException.Missing($"{path}state"),
            _ => throw new UnreadableBodyException($"{path}state is none of open, pendingPayment and cancelled."),
        };
        var isCancelled = state == ChannelOrderState.Cancelled;
        var updatedAt = order.UpdatedAt ?? throw UnreadableBodyException.Missing($"{path}updatedAt");
        var placedAt = order.PlacedAt ?? (isCancelled ? null : throw UnreadableBodyException.Missing($"{path}placedAt"));
        var lines = order.Lines ?? (isCancelled ? [] : throw UnreadableBodyException.Missing($"{path}lines"));
        if (lines.Count == 0 && !isCancelled)
        {
            throw new UnreadableBodyException($"{path}lines is empty.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var orderLines = new ChannelOrderLine[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            orderLines[i] = ToLine(lines[i], $"{path}lines[{i}]");
            if (!ids.Add(orderLines[i].LineId))
            {
                throw new UnreadableBodyException($"{path}lines[{i}].id is that of an earlier line.");
            }
        }

        return new ChannelOrder(
            new OrderId(channel, id),
            string.IsNullOrEmpty(order.Number) || order.Number == id ? null : order.Number,
            state,
            placedAt,
            updatedAt,
            orderLines);
    }

    private static ChannelOrderLine ToLine(HttpOrder.Line? line, string path)
    {
        var id = Text(line?.Id, LineIdLengthMax, $"{path}.id");
        var ordered = Units(line!.OrderedUnits ?? throw UnreadableBodyException.Missing($"{path}.orderedUnits"), UnitsMax, $"{path}.orderedUnits");
        var shipped = Units(line.ShippedUnits ?? 0, ordered, $"{path}.shippedUnits");
        var restocked = Units(line.RestockedUnits ?? 0, shipped, $"{path}.restockedUnits");
        return new ChannelOrderLine(id, string.IsNullOrWhiteSpace(line.Sku) ? null : line.Sku, ordered, shipped, restocked);
    }

    private static string Text(string? text, int lengthMax, string path) => text switch
    {
        null => throw UnreadableBodyException.Missing(path),
        _ when text.Length == 0 || text.Length > lengthMax || text.Any(char.IsControl) =>
            throw new UnreadableBodyException($"{path} is not 1 to {lengthMax} printable characters."),
        _ => text,
    };

    private static int Units(int units, int max, string path) =>
        units >= 0 && units <= max ? units : throw new UnreadableBodyException($"{path} is below zero or above {max}.");
}
