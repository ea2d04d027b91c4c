using System.Net;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>The merchant decides what becomes of an order that could not get all: it gives up the rest, waits for it, or gets it from elsewhere.</summary>
internal sealed class DecideShortfall() : DayAction(7)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var open = (await day.AskAsync("GET", "shortfalls?top=1000")).Json.GetProperty("items").EnumerateArray().ToList();
        if (open.Count == 0)
        {
            return;
        }

        var shortfall = dice.Pick(open);
        var (order, sku) = (shortfall.GetProperty("order").GetString()!, shortfall.GetProperty("sku").GetString()!);
        var shop = day.World.Shops.First(shop => order.StartsWith($"{shop.Id}/", StringComparison.Ordinal));
        var elsewhere = day.World.Plan.Locations.Except(shop.Plan.Locations).ToList();
        var decision = dice.Pick(elsewhere.Count > 0 ? ["cancel", "backorder", "location"] : new[] { "cancel", "backorder" });
        var location = decision == "location" ? dice.Pick(elsewhere) : default;

        // Noted first: it may be heeded before the answer is here.
        day.Books.Decide(order, decision);
        var reply = await day.AskAsync(
            "POST", $"shortfalls/{order}/{sku}", decision == "location" ? $$"""{"decision":"location","location":"{{location}}"}""" : $$"""{"decision":"{{decision}}"}""");
        var isOwnByNow = decision == "location" && shop.Plan.Locations.Contains(location) && reply.Status == HttpStatusCode.BadRequest;
        if (reply.Status is not (HttpStatusCode.Accepted or HttpStatusCode.NotFound or HttpStatusCode.Conflict) && !isOwnByNow)
        {
            day.World.Wrong($"{decision} of {sku} for {order} was answered {reply}.");
        }
    }
}
