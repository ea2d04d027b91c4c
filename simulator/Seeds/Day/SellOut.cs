using StockFlow.Simulator.Marketplaces;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// A shop, or each of them, sells one item to several buyers, one after the other, whatever is there of it; later some units come, and too few
/// for all.
/// </summary>
internal sealed class SellOut() : DayAction(3)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var sku = dice.Pick(day.World.Plan.Skus);
        IReadOnlyList<SeedShop> shops = dice.Chance(0.4) ? dice.Shuffle(day.World.Shops) : [dice.Pick(day.World.Shops)];
        if (shops.Count > 1)
        {
            // Most of all while they may promise no more than so many together.
            sku = dice.Shuffle(day.World.Plan.Skus).FirstOrDefault(day.Books.IsBackorderLimited, sku);
        }

        for (var buyers = shops.Count * dice.Between(3, 5); buyers > 0; buyers--)
        {
            shops[buyers % shops.Count].Books.Place($"{++day.OrdersPlaced}", [new NewLine(sku.Value, dice.Between(2, 7))]);
            await day.World.PassAsync(TimeSpan.FromSeconds(2) + dice.UpTo(TimeSpan.FromMinutes(10)));
        }

        for (var times = dice.Between(1, 3); times > 0; times--)
        {
            await day.World.PassAsync(dice.UpTo(TimeSpan.FromHours(1)));
            await SeeWhoWaits.LookAsync(day, sku);
            var units = dice.Between(1, 4);
            if (await day.MoveAsync(day.NextCommandId(), sku, dice.Pick(shops[0].Plan.Locations), "receive", units) is { IsSuccess: false } refused)
            {
                day.World.Wrong($"A receipt of {sku} was answered {refused}.");
            }

            day.Books.Move(sku, units);
        }
    }
}
