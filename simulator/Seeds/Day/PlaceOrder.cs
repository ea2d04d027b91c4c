using System.Globalization;
using StockFlow.Simulator.Marketplaces;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A buyer orders in a shop, mostly what it shows to be there; sometimes takes it along at once, sometimes pays later or never.</summary>
internal sealed class PlaceOrder() : DayAction(40)
{
    public override Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var shop = dice.Pick(day.World.Shops);
        var lines = new List<NewLine>();
        for (var count = dice.Between(1, 3); count > 0; count--)
        {
            var item = dice.Pick(shop.Books.Items);
            var units = dice.Between(1, 4);

            // Some marketplaces sell what they do not have.
            if (dice.Chance(0.15) || item.ListedUnits >= units)
            {
                lines.Add(new NewLine(dice.Chance(0.1) ? item.Sku.ToLowerInvariant() : item.Sku, units));
            }
        }

        if (lines.Count > 0)
        {
            var takenAlong = dice.Chance(0.1);
            var order = shop.Books.Place($"{++day.OrdersPlaced}", lines, handedOver: takenAlong, isUnpaid: !takenAlong && dice.Chance(0.2));
            if (order.IsUnpaid)
            {
                day.Books.AwaitPayment(string.Create(CultureInfo.InvariantCulture, $"{shop.Id}/{order.Id}"), order.PlacedAt, isKnown: false);
            }

            if (takenAlong)
            {
                lines.SelectMany(line => day.SkusOf(line.Code)).ToList().ForEach(day.Books.LetMissingUnitsLeave);
            }
        }

        return Task.CompletedTask;
    }
}
