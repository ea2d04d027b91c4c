using StockFlow.Orders;

namespace StockFlow.Channels;

/// <summary>One page of polled orders.</summary>
/// <param name="Orders">Snapshots, oldest update first.</param>
/// <param name="Unreadable">Orders on the page that could not be understood: id and reason.</param>
/// <param name="NextPageToken">Null on the last page.</param>
public sealed record OrderPage(
    IReadOnlyList<ChannelOrder> Orders,
    IReadOnlyList<UnreadableOrder> Unreadable,
    string? NextPageToken);
