using StockFlow.Simulator.Marketplaces;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A buyer wants more of some lines, less of others, and sometimes something else as well, all in one change.</summary>
internal sealed class EditOrder() : DayAction(8)
{
    public override Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder() is var (shop, order))
        {
            var dice = day.World.Dice;
            shop.Books.Edit(
                order.Id,
                [.. dice.Some(order.Lines).Select(line => new LineUnits(line.Id, dice.Between(-2, 2)))],
                dice.Chance(0.4) ? [new NewLine(dice.Pick(shop.Books.Items).Sku, dice.Between(1, 3))] : []);
        }

        return Task.CompletedTask;
    }
}
