using System.Globalization;
using System.Text;
using System.Text.Json;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Polls a shop's orders, oldest change first.</summary>
internal sealed class WooOrderReader(ChannelId channel, WooApi api)
{
    private const int RefundPagesMax = 50;
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss";

    public async Task<OrderPage> ReadPageAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken)
    {
        // modified_after leaves its own second out, and ours is inclusive.
        var position = pageToken is null
            ? new Position(updatedSince.UtcDateTime.AddSeconds(-1), 1)
            : Position.Parse(pageToken);
        var answer = await api.GetAsync(
            "order page",
            $"/orders?modified_after={position.After.ToString(TimeForm, CultureInfo.InvariantCulture)}&dates_are_gmt=true"
            + $"&orderby=modified&order=asc&per_page=100&page={position.Page}",
            cancellationToken);

        var orders = new List<ChannelOrder>();
        var unreadable = new List<UnreadableOrder>();
        foreach (var node in answer.Read(WooJson.Default.ListJsonElement))
        {
            try
            {
                orders.Add(await ReadOrderAsync(node, cancellationToken));
            }
            catch (UnreadableBodyException e)
            {
                unreadable.Add(new UnreadableOrder(IdOf(node), e.Message, Encoding.UTF8.GetBytes(node.GetRawText())));
            }
        }

        return new OrderPage(orders, unreadable, WooApi.HasMore(answer, position.Page) ? Next(position, orders).ToString() : null);
    }

    // An order that changes while we page moves to the end and shifts the rest by one, so that asking for page 2 would miss an order.
    // Asking anew from the last change seen can't; only a page full of one second's changes has to be turned.
    private static Position Next(Position position, List<ChannelOrder> orders)
    {
        var after = orders.Count == 0 ? position.After : orders[^1].UpdatedAt.UtcDateTime.AddSeconds(-1);
        return after > position.After ? new Position(after, 1) : position with { Page = position.Page + 1 };
    }

    private async Task<ChannelOrder> ReadOrderAsync(JsonElement node, CancellationToken cancellationToken)
    {
        var order = Body.Read(node, WooJson.Default.WooOrder);
        var refunds = WooOrderMapping.NeedsRefunds(order) && order.Id is { } id ? await ReadRefundsAsync(id, cancellationToken) : [];
        return WooOrderMapping.ToOrder(channel, order, refunds);
    }

    private async Task<List<WooRefund>> ReadRefundsAsync(long orderId, CancellationToken cancellationToken)
    {
        var refunds = new List<WooRefund>();
        for (var page = 1; page <= RefundPagesMax; page++)
        {
            var answer = await api.GetAsync("refunds", $"/orders/{orderId}/refunds?per_page=100&page={page}", cancellationToken);
            refunds.AddRange(answer.Read(WooJson.Default.ListWooRefund));
            if (!WooApi.HasMore(answer, page))
            {
                return refunds;
            }
        }

        throw new UnreadableBodyException($"The order has more than {RefundPagesMax} pages of refunds.");
    }

    private static string IdOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number
            ? id.GetRawText()
            : "?";

    private sealed record Position(DateTime After, int Page)
    {
        public static Position Parse(string token)
        {
            var parts = token.Split('|');
            return new Position(
                DateTime.ParseExact(parts[0], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{After.ToString(TimeForm, CultureInfo.InvariantCulture)}|{Page}");
    }
}
