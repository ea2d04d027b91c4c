namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Goods come in, leave without an order, or a level is put right. The command is sometimes sent twice, or its id used again for another.</summary>
internal sealed class MoveStock() : DayAction(14)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var kind = dice.Pick(["receive", "receive", "receive", "adjust", "adjust", "ship"]);
        var sku = kind == "receive" && dice.Chance(0.1) ? day.World.Plan.LateSku : dice.Pick(day.World.Plan.Skus);
        var location = dice.Pick(day.World.Plan.Locations);
        var units = kind switch { "receive" => dice.Between(0, 12), "adjust" => dice.Between(-3, 3), _ => dice.Between(0, 2) };
        var id = day.NextCommandId();
        var isRepeated = dice.Chance(0.2);
        var isMisused = dice.Chance(0.05);

        var first = day.MoveAsync(id, sku, location, kind, units);
        var again = isRepeated ? await day.MoveAsync(id, sku, location, kind, units) : null;
        var reply = await first;
        if (again is not null && (again.Status != reply.Status || !again.Body.AsSpan().SequenceEqual(reply.Body)))
        {
            day.World.Wrong($"{id} was answered {reply} and then {again}.");
        }

        if (reply.IsSuccess)
        {
            day.Books.Move(sku, kind == "ship" ? -units : units);
        }

        if (kind == "ship" || units < 0)
        {
            day.Books.LetMissingUnitsLeave(sku);
        }

        if (isMisused && reply.IsSuccess && await day.MoveAsync(id, sku, location, kind, units + 1) is { IsSuccess: true } misused)
        {
            day.World.Wrong($"{id} was used again with other content and answered {misused}.");
        }
    }
}
