using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Somebody looks which orders are short of an item, and remembers them: who waits has his turn when units come.</summary>
internal sealed class SeeWhoWaits() : DayAction(6)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var open = (await day.AskAsync("GET", "shortfalls?top=1000")).Json.GetProperty("items").EnumerateArray().ToList();
        if (open.Count == 0)
        {
            return;
        }

        await LookAsync(day, Sku.Parse(day.World.Dice.Pick(open).GetProperty("sku").GetString()!));
    }

    /// <summary>Looks which orders are short of one item.</summary>
    public static async Task LookAsync(MerchantDay day, Sku sku)
    {
        var from = await PositionAsync(day, sku);
        var held = (await day.AskAsync("GET", $"stock/{sku}/reservations?top=1000")).Json.GetProperty("items").EnumerateArray().ToList();
        var to = await PositionAsync(day, sku);
        foreach (var holding in held.Where(holding => holding.GetProperty("shortUnits").GetInt32() > 0))
        {
            var id = holding.GetProperty("order").GetString()!;
            var order = (await day.AskAsync("GET", $"orders/{id}")).Json;
            if (order.GetProperty("revision").GetInt32() == holding.GetProperty("revision").GetInt32())
            {
                day.Books.See(new SeenShort(
                    id, sku, order.GetProperty("updatedAt").GetDateTimeOffset(), from, to, holding.GetProperty("shortUnits").GetInt32()));
            }
        }
    }

    private static async Task<long> PositionAsync(MerchantDay day, Sku sku) =>
        (await day.AskAsync("GET", $"stock/{sku}")).Json.GetProperty("position").GetInt64();
}
