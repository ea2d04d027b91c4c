using Microsoft.Extensions.Logging;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;

namespace StockFlow.Orders;

/// <summary>
/// Looks through what orders wait for: raises alerts about what is open too long, tells orders whose dates have come or have changed, or that may
/// be promised more by now, and fills those that a run which was cut off has left behind.
/// </summary>
public sealed partial class ShortfallReview(
    ShortfallStore store,
    OrderStore orders,
    OrderQueue queue,
    WaitingOrders waiting,
    RaisedAllowance raised,
    OrderPacking packing,
    ItemCatalog items,
    ChannelCatalog channels,
    StockFlowMetrics metrics,
    TimeProvider timeProvider,
    ILogger<ShortfallReview> logger)
{
    private const int PageSize = 500;

    /// <summary>The most pages in one run; the next run goes on after them.</summary>
    private const int PagesMax = 20;

    /// <summary>Where the last run stopped. It is lost with the process, which costs nothing but a look at the first ones again.</summary>
    private string? _after;

    /// <summary>Does what is due. Running twice does it once, but for asking for a pre-order twice, which is harmless.</summary>
    /// <returns>How many alerts were raised and how many orders were told of a date.</returns>
    public async Task<(int Alerts, int Told)> RunAsync(CancellationToken cancellationToken)
    {
        var (alerts, told) = (0, 0);
        var seen = new HashSet<Sku>();
        var open = new List<Shortfall>();
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var (page, _, next) = await store.ReadPageAsync(ShortfallList.Any, _after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var shortfall in page)
            {
                alerts += await AlertAsync(shortfall, cancellationToken).ConfigureAwait(false) ? 1 : 0;
                told += await TellAsync(shortfall, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }

            open.AddRange(page);
            var skus = page.Select(shortfall => shortfall.Sku).Where(sku => seen.Add(sku)).ToList();
            await waiting.FillAsync(skus, isReview: true, cancellationToken).ConfigureAwait(false);
            _after = next;
            if (next is null)
            {
                break;
            }
        }

        // After the fills: what is free was for those who wait longest, and who got it is short no more.
        told += await raised.RerunAsync(open, cancellationToken).ConfigureAwait(false);
        return (alerts, told);
    }

    private async Task<bool> AlertAsync(Shortfall shortfall, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (shortfall is not { AlertedAt: null, ShortSince: { } since } || now - since < AlertAfter(shortfall.Order.Channel))
        {
            return false;
        }

        // The row was written before the outcome: an order that went another way left it behind. Or it is of an older page, and the order has
        // listed itself anew since.
        var order = await orders.ReadAsync(shortfall.Order, cancellationToken).ConfigureAwait(false);
        if (order is null || (order.IsDone && order.Revision != shortfall.Revision))
        {
            await store.RemoveUnchangedAsync(shortfall, cancellationToken).ConfigureAwait(false);
            return false;
        }

        LogShortfall(shortfall.Order, shortfall.Sku, shortfall.ShortUnits, since);
        metrics.AlertedShortfall(shortfall.Order.Channel);
        await store.MarkAlertedAsync(shortfall, now, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// What becomes of an order whose date has come, a backorder or a reservation, its next revision finds out, and whichever date was moved,
    /// and of a bundle that is all there in another place; the row goes with it.
    /// </summary>
    private async Task<bool> TellAsync(Shortfall shortfall, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var terms = await items.ReadAsync(shortfall.Sku, cancellationToken).ConfigureAwait(false);
        var isRelease = shortfall.PreorderedUnits > 0 && !(terms.ReleaseAt > now && terms.ReleaseAt == shortfall.ReleaseAt);
        var isMoved = shortfall.BackorderedUnits > 0 && terms.BackorderEta is { } eta && eta != shortfall.ExpectedAt
            && !await IsDecidedAsync(shortfall, cancellationToken).ConfigureAwait(false);
        if (!isRelease && !isMoved && !await IsElsewhereAsync(shortfall, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await queue.SendAsync(new OrderRerun(shortfall.Order, shortfall.Revision, now), cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether an order of a bundle waits in one place for what is all there in another.</summary>
    private async Task<bool> IsElsewhereAsync(Shortfall shortfall, CancellationToken cancellationToken) =>
        channels.TryGet(shortfall.Order.Channel, out var channel)
        && !channel.Settings.SplitLines
        && await orders.ReadAsync(shortfall.Order, cancellationToken).ConfigureAwait(false) is { IsDone: true } order
        && order.Revision == shortfall.Revision
        && await packing.IsElsewhereAsync(order, channel.Settings, timeProvider.GetUtcNow(), cancellationToken).ConfigureAwait(false);

    /// <summary>Whether the merchant has given this order a date of its own.</summary>
    private async Task<bool> IsDecidedAsync(Shortfall shortfall, CancellationToken cancellationToken)
    {
        var order = await orders.ReadAsync(shortfall.Order, cancellationToken).ConfigureAwait(false);
        return order?.Decisions.Any(decision => decision.Sku == shortfall.Sku && decision.ExpectedAt is not null) ?? true;
    }

    private TimeSpan AlertAfter(ChannelId channel) =>
        channels.TryGet(channel, out var found) ? found.Settings.ShortfallAlert : ChannelSettings.ShortfallAlertDefault;

    [LoggerMessage(2101, LogLevel.Warning, "Order {Order} is short of {Sku} by {ShortUnits} units since {Since:u}, and nothing was decided about it.")]
    private partial void LogShortfall(OrderId order, Sku sku, int shortUnits, DateTimeOffset since);
}
