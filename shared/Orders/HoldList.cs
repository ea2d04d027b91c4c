using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Which unpaid orders hold units until when. The rows are reminders, and go at their deadline; whether one still counts, its order says.</summary>
public sealed class HoldList(HoldStore holds, OrderStore orders)
{
    private const int OrdersAtOnceMax = 16;

    /// <summary>Reads holds page by page, the earliest deadline first.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    /// <param name="pageSize">The most rows looked at; a page has fewer where orders were paid or cancelled meanwhile.</param>
    public async Task<ListPage<OrderHold>> ReadPageAsync(string? pageToken, int pageSize, CancellationToken cancellationToken)
    {
        var page = await holds.ReadPageAsync(pageToken, pageSize, cancellationToken).ConfigureAwait(false);
        var open = new List<OrderHold>(page.Items.Count);
        foreach (var some in page.Items.Chunk(OrdersAtOnceMax))
        {
            var counts = await Task.WhenAll(some.Select(hold => CountsAsync(hold, cancellationToken))).ConfigureAwait(false);
            open.AddRange(some.Where((_, at) => counts[at]));
        }

        return page with { Items = open };
    }

    private async Task<bool> CountsAsync(OrderHold hold, CancellationToken cancellationToken)
    {
        try
        {
            return await orders.ReadAsync(hold.Order, cancellationToken).ConfigureAwait(false)
                is { State: ChannelOrderState.PendingPayment, HoldExpired: false } order && order.HoldUntil == hold.Until;
        }
        catch (InvalidDataException)
        {
            // An order that can't be read keeps what it holds; the audit has it.
            return true;
        }
    }
}
