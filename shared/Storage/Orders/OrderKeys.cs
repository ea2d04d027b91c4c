using System.Globalization;
using StockFlow.Channels;
using StockFlow.Orders;

namespace StockFlow.Storage.Orders;

/// <summary>
/// Keys in the orders table. A channel's orders are spread over several partitions, because one takes 2,000 operations a second, and over
/// few, because a listing asks each of them.
/// </summary>
internal static class OrderKeys
{
    public const int PartitionsPerChannel = 16;

    public static string Partition(OrderId order) => Partition(order.Channel, (int)(KeyText.Hash(order.ExternalId) % PartitionsPerChannel));

    public static string Partition(ChannelId channel, int part) => string.Create(CultureInfo.InvariantCulture, $"{channel.Value}_{part:x}");

    public static string Row(OrderId order) => KeyText.From(order.ExternalId);

    public static OrderId ToOrder(string partitionKey, string rowKey) =>
        new(ChannelId.Parse(partitionKey[..partitionKey.IndexOf('_')]), KeyText.ToText(rowKey));
}
