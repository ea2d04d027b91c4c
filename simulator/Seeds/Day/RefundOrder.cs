using StockFlow.Simulator.Marketplaces;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A buyer calls units off that have not left, or sends back those that have.</summary>
internal sealed class RefundOrder() : DayAction(12)
{
    public override Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder() is var (shop, order))
        {
            var dice = day.World.Dice;
            shop.Books.Refund(order.Id, [.. dice.Some(order.Lines).Select(line => new LineUnits(line.Id, dice.Between(1, line.Units)))]);
        }

        return Task.CompletedTask;
    }
}
