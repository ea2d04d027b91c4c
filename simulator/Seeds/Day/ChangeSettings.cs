using StockFlow.Simulator.Replay;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// Settings of a shop are changed and the app is started anew with them, in the middle of whatever it does: what is shown of each item, where the
/// shop sells from, how much it may promise beyond, and how often it is told.
/// </summary>
internal sealed class ChangeSettings() : DayAction(3)
{
    public override Task DoAsync(MerchantDay day)
    {
        var world = day.World;
        var shop = world.Dice.Pick(world.Shops);
        world.Trace.Note($"{shop.Id} was {shop.Plan}");
        world.Restart(() => shop.Change(Changed(world.Dice, world.Plan, shop.Plan), world.Clock.GetUtcNow()));
        return Task.CompletedTask;
    }

    /// <summary>Mostly one at a time, so that none hides another.</summary>
    private static ShopPlan Changed(Dice dice, SeedPlan company, ShopPlan before)
    {
        var after = before;
        for (var changes = dice.Pick([1, 1, 3]); changes > 0; changes--)
        {
            after = dice.Below(7) switch
            {
                0 => after with { BufferUnits = dice.Between(0, 3) },
                1 => after with { SharePercent = dice.Pick([100, 90, 50]) },
                2 => after with { CapUnits = dice.Pick<int?>([null, 3, 6]) },
                3 => after with { ShowsBackorders = !after.ShowsBackorders },
                4 => after with { BackorderLimitUnits = dice.Pick([0, 2, 5]) },
                5 => after with
                {
                    SyncInterval = dice.Pick(["realtime", "00:05:00", "00:20:00"]),
                    PollInterval = before.PollInterval is null ? null : TimeSpan.FromMinutes(dice.Pick([10, 30, 60])),
                },
                _ => Elsewhere(after, dice.Shuffle(dice.Some(company.Locations))),
            };
        }

        return after;
    }

    private static ShopPlan Elsewhere(ShopPlan before, IReadOnlyList<LocationId> own) =>
        before with { Locations = own, FallbackLocations = [.. before.FallbackLocations.Except(own)] };
}
