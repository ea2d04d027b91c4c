using System.Globalization;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A buyer pays at last, in time or too late. Somebody has looked before whether the order still holds its units.</summary>
internal sealed class PayOrder() : DayAction(8)
{
    public override async Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder(order => order is { IsUnpaid: true, CancelledAt: null }) is not var (shop, order))
        {
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{shop.Id}/{order.Id}");
        var asked = day.World.Clock.GetUtcNow();
        var reply = await day.AskAsync("GET", $"orders/{id}");
        var deadline = day.Books.UnpaidSince(id) + shop.HoldTime;
        if (reply.IsSuccess && OrderReading.Of(reply.Json).IsExpired && !(day.World.Clock.GetUtcNow() >= deadline))
        {
            day.World.Wrong($"{id} was given up by {asked:O}, it has until {deadline:O} to be paid.");
        }

        shop.Books.Pay(order.Id);
    }
}
