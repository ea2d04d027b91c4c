using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>The warehouse asks what is ready for an order, and sends off some or all of it.</summary>
internal sealed class ShipOrder() : DayAction(16)
{
    public override async Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder(order => !order.IsUnpaid) is not var (shop, order))
        {
            return;
        }

        var reply = await day.AskAsync("GET", $"orders/{shop.Id}/{order.Id}");
        if (!reply.IsSuccess)
        {
            return;
        }

        var dice = day.World.Dice;
        var ready = OrderReading.Of(reply.Json).Lines;
        shop.Books.Ship(order.Id, [.. dice.Some(shop.Books.Order(order.Id)!.Lines)
            .Select(line => new LineUnits(line.Id, ready.TryGetValue(line.Id, out var read) ? dice.Between(0, LeftUnits(line, read)) : 0))]);
    }

    /// <summary>Others may have sent some off since, of which the app had not heard when it was asked.</summary>
    private static int LeftUnits(ShopOrderLine line, OrderLineReading read) =>
        Math.Max(0, read.ReadyUnits - (line.ShippedUnits - read.ShippedUnits));
}
