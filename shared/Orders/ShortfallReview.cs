using Microsoft.Extensions.Logging;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Looks through what orders wait for: raises alerts about what is open too long, and lets pre-orders go on whose date has come.</summary>
public sealed partial class ShortfallReview(
    ShortfallStore store,
    OrderStore orders,
    OrderQueue queue,
    ItemCatalog items,
    ChannelCatalog channels,
    ShortfallMetrics metrics,
    TimeProvider timeProvider,
    ILogger<ShortfallReview> logger)
{
    private const int PageSize = 500;

    /// <summary>The most pages in one run; the next run goes on after them.</summary>
    private const int PagesMax = 20;

    /// <summary>Where the last run stopped. It is lost with the process, which costs nothing but a look at the first ones again.</summary>
    private string? _after;

    /// <summary>Does what is due. Running twice does it once, but for asking for a pre-order twice, which is harmless.</summary>
    /// <returns>How many alerts were raised and how many orders were asked for.</returns>
    public async Task<(int Alerts, int Released)> RunAsync(CancellationToken cancellationToken)
    {
        var (alerts, released) = (0, 0);
        for (var pages = 0; pages < PagesMax; pages++)
        {
            var (page, next) = await store.ReadPageAsync(ShortfallList.Any, _after, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var shortfall in page)
            {
                alerts += await AlertAsync(shortfall, cancellationToken).ConfigureAwait(false) ? 1 : 0;
                released += await ReleaseAsync(shortfall, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }

            _after = next;
            if (next is null)
            {
                break;
            }
        }

        return (alerts, released);
    }

    private async Task<bool> AlertAsync(Shortfall shortfall, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (shortfall is not { AlertedAt: null, ShortSince: { } since } || now - since < AlertAfter(shortfall.Order.Channel))
        {
            return false;
        }

        // The row was written before the outcome: an order that went another way left it behind.
        var order = await orders.ReadAsync(shortfall.Order, cancellationToken).ConfigureAwait(false);
        if (order is null || (order.IsDone && order.Revision != shortfall.Revision))
        {
            await store.RemoveAsync(shortfall.Order, shortfall.Sku, cancellationToken).ConfigureAwait(false);
            return false;
        }

        LogShortfall(shortfall.Order, shortfall.Sku, shortfall.ShortUnits, since);
        metrics.CountAlert(shortfall.Order.Channel);
        await store.MarkAlertedAsync(shortfall, now, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> ReleaseAsync(Shortfall shortfall, CancellationToken cancellationToken)
    {
        if (shortfall.PreorderedUnits == 0)
        {
            return false;
        }

        // The date may have been moved since, either way: then the order is told the new one.
        var now = timeProvider.GetUtcNow();
        var releaseAt = (await items.ReadAsync(shortfall.Sku, cancellationToken).ConfigureAwait(false)).ReleaseAt;
        if (releaseAt > now && releaseAt == shortfall.ReleaseAt)
        {
            return false;
        }

        // What becomes of it then, a backorder or a reservation, its next revision finds out; the row goes with it.
        await queue.SendAsync(new OrderRerun(shortfall.Order, shortfall.Revision, now), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private TimeSpan AlertAfter(ChannelId channel) =>
        channels.TryGet(channel, out var found) ? found.Settings.ShortfallAlert : ChannelSettings.ShortfallAlertDefault;

    [LoggerMessage(2101, LogLevel.Warning, "Order {Order} is short of {Sku} by {ShortUnits} units since {Since}, and nothing was decided about it.")]
    private partial void LogShortfall(OrderId order, Stock.Sku sku, int shortUnits, DateTimeOffset since);
}
