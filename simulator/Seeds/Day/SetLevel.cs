namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Safety stock or incoming units are set. One at a time for each, so that it is known which came last.</summary>
internal sealed class SetLevel() : DayAction(4)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var sku = dice.Pick(day.World.Plan.Skus);
        var location = dice.Pick(day.World.Plan.Locations);
        var kind = dice.Pick(["safetyStock", "incoming"]);
        var units = dice.Between(0, 3);
        if (!day.Books.BeginSetting($"{kind} of {sku} at {location}"))
        {
            return;
        }

        var reply = await day.MoveAsync(day.NextCommandId(), sku, location, kind, units);
        day.Books.EndSetting($"{kind} of {sku} at {location}");
        day.Books.Settings[(kind, sku, location)] = units;
        if (!reply.IsSuccess)
        {
            day.World.Wrong($"Setting {kind} of {sku} at {location} was answered {reply}.");
        }
    }
}
