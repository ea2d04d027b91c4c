using System.Text.Json;
using StockFlow.Channels;
using StockFlow.Messaging;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>
/// Sees to it that orders which wait for units go by their channel's settings of today. Who waits has noted from where units may come, and how
/// many may be promised beyond them; where the channel's settings say otherwise since, its waiting orders are done once more.
/// </summary>
public sealed class ChangedSourcing(
    ChannelCatalog catalog, ChannelTables tables, ShortfallStore shortfalls, OrderQueue queue, TimeProvider timeProvider)
{
    private const int PageSize = 500;

    private readonly TermsOnRecord _terms = new(catalog, tables, ChannelTables.SourcingRow, TextOf);

    /// <summary>
    /// Asks for the waiting orders of channels whose terms are others than those on record, who came first at first. What is cut off is done
    /// again from its beginning; an order that is asked for twice is done once.
    /// </summary>
    /// <returns>How many orders were asked for.</returns>
    public async Task<int> RerunAsync(CancellationToken cancellationToken)
    {
        var asked = 0;
        await _terms
            .ForChangedAsync(isNewChanged: false, async channel => asked += await RerunAsync(channel, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return asked;
    }

    private async Task<int> RerunAsync(ChannelId channel, CancellationToken cancellationToken)
    {
        var waiting = new List<Shortfall>();
        string? pageToken = null;
        do
        {
            var page = await shortfalls.ReadPageAsync(ShortfallList.Any, pageToken, PageSize, cancellationToken).ConfigureAwait(false);
            waiting.AddRange(page.Items.Where(shortfall => shortfall.Order.Channel == channel));
            pageToken = page.NextPageToken;
        }
        while (pageToken is not null);

        var orders = waiting.OrderBy(shortfall => shortfall.WaitingSince).DistinctBy(shortfall => (shortfall.Order, shortfall.Revision)).ToList();
        foreach (var order in orders)
        {
            await queue.SendAsync(new OrderRerun(order.Order, order.Revision, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }

        return orders.Count;
    }

    private static string TextOf(ChannelSettings channel) => JsonSerializer.Serialize(new
    {
        channel.Locations,
        channel.FallbackLocations,
        Sourcing = channel.Sourcing.ToString(),
        channel.SplitLines,
        Shortage = channel.Shortage.ToString(),
        channel.BackorderLimitUnits,
    });
}
