namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Somebody looks something up.</summary>
internal sealed class LookAround() : DayAction(4)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var sku = dice.Pick(day.World.Plan.Skus);
        var target = dice.Pick(
        [
            "stock?top=5", $"stock/{sku}", $"stock/{sku}/journal?top=20", $"stock/{sku}/reservations?top=10",
            "channels", "failures?top=20", "quarantine?top=20", "health",
        ]);
        var reply = await day.AskAsync("GET", target);
        if (!reply.IsSuccess)
        {
            day.World.Wrong($"GET {target} was answered {reply}.");
        }
    }
}
