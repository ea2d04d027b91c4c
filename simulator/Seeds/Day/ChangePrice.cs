using System.Globalization;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>An item gets another base price; sometimes the command is sent twice.</summary>
internal sealed class ChangePrice() : DayAction(6)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var sku = dice.Pick(day.AllSkus);
        if (!day.Books.BeginSetting($"price of {sku}"))
        {
            return;
        }

        // Few of them, so that one comes back.
        var price = dice.Pick([1.005m, 2.5m, 9.99m, 49.95m, 99.9999m]);
        var body = Body(price);
        var again = dice.Chance(0.2) ? await day.AskAsync("PUT", $"items/{sku}/price", body) : null;
        var reply = await day.AskAsync("PUT", $"items/{sku}/price", body);
        day.Books.EndSetting($"price of {sku}");
        if (reply.IsSuccess && again is null or { IsSuccess: true })
        {
            day.Books.Prices[sku] = price;
        }
        else
        {
            day.World.Wrong($"PUT items/{sku}/price {body} was answered {again} and {reply}.");
        }
    }

    public static string Body(decimal price) => string.Create(CultureInfo.InvariantCulture, $$"""{"price":{{price}}}""");
}
