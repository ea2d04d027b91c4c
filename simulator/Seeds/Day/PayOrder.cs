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

        var asked = day.World.Clock.GetUtcNow();
        var reply = await day.AskAsync("GET", $"orders/{shop.Id}/{order.Id}");
        if (reply.IsSuccess && OrderReading.Of(reply.Json).IsExpired && day.World.Clock.GetUtcNow() < order.PlacedAt + shop.HoldTime)
        {
            day.World.Wrong($"{shop.Id}/{order.Id} was given up by {asked:O}, it has until {order.PlacedAt + shop.HoldTime:O} to be paid.");
        }

        shop.Books.Pay(order.Id);
    }
}
