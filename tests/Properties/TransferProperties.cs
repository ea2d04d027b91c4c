using FsCheck;
using FsCheck.Fluent;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Properties;

public sealed class TransferProperties
{
    private static readonly Sku Item = Sku.Parse("A");
    private static readonly LocationId X = LocationId.Parse("x");
    private static readonly LocationId Y = LocationId.Parse("y");

    [Fact]
    public void Whatever_comes_in_whatever_order_no_unit_appears_or_vanishes() =>
        Prop.ForAll(Steps(), steps =>
        {
            var levels = new SkuLevels(Item, [new(X, 10), new(Y, 0)], 1);
            var states = new Dictionary<int, StockTransfer>();
            var adjusted = 0;
            foreach (var (transfer, units, adjust) in steps)
            {
                if (adjust is { } delta)
                {
                    var moved = MovementRules.Decide(levels, new AdjustUnits("a", Item, X, delta));
                    adjusted += moved.Changes is null ? 0 : delta;
                    levels = moved.Levels!;
                }
                else
                {
                    var decision = TransferRules.Decide(levels, states.GetValueOrDefault(transfer), Command(transfer, units));
                    levels = decision.Levels!;
                    states[transfer] = decision.Record ?? states.GetValueOrDefault(transfer)!;
                    if (states[transfer] is null)
                    {
                        states.Remove(transfer);
                    }
                }

                var (x, y) = (LevelList.At(levels, X), LevelList.At(levels, Y));
                Assert.True(x.OnHandUnits >= 0);
                Assert.Equal(states.Values.Sum(state => state.SetAsideUnits), x.ReservedUnits);
                Assert.Equal(states.Values.Sum(state => state.InTransitUnits), y.IncomingUnits);
                Assert.Equal(states.Values.Sum(state => state.ReceivedUnits), y.OnHandUnits);
                Assert.Equal(10 + adjusted, x.OnHandUnits + y.OnHandUnits + y.IncomingUnits + states.Values.Sum(state => state.LostUnits));
                Assert.All(states.Values, state => Assert.True(state.SetAsideUnits >= 0 && state.InTransitUnits >= 0));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_states_of_one_transfer_end_the_same_however_often_and_in_what_order_they_come() =>
        Prop.ForAll(Gen.Choose(0, 3).ListOf().Select(list => list.ToList()).ToArbitrary(), order =>
        {
            SetTransfer[] states =
            [
                Command(0, [5, 0, 0, 0, 0]), Command(0, [5, 4, 1, 0, 0]), Command(0, [5, 4, 1, 1, 0]), Command(0, [5, 4, 1, 3, 1]),
            ];
            var levels = new SkuLevels(Item, [new(X, 10), new(Y, 0)], 1);
            StockTransfer? record = null;
            foreach (var i in order.Append(3))
            {
                var decision = TransferRules.Decide(levels, record, states[i]);
                (levels, record) = (decision.Levels!, decision.Record ?? record);
            }

            Assert.Equal([new(X, 6), new(Y, 3)], levels.Locations);
            Assert.Equal(new StockTransfer(TransferId.Parse("t0"), X, Y, 5, 1, 4, 3, 1), record);
        }).QuickCheckThrowOnFailure();

    /// <summary>Planned is fixed for each transfer, as in real life; the rest are parts of it.</summary>
    private static SetTransfer Command(int transfer, int[] units)
    {
        var planned = units[0];
        var dispatched = Math.Min(units[1], planned);
        var released = Math.Min(units[2], planned - dispatched);
        var received = Math.Min(units[3], dispatched);
        var command = new SetTransfer(
            TransferId.Parse($"t{transfer}"), 1, Item, X, Y, planned, dispatched, received, Math.Min(units[4], dispatched - received), released);
        command.Check();
        return command;
    }

    private static Arbitrary<List<(int Transfer, int[] Units, int? Adjust)>> Steps()
    {
        var step =
            from transfer in Gen.Choose(0, 3)
            from parts in Gen.ArrayOf(Gen.Choose(0, 6), 4)
            from adjusts in Gen.Choose(0, 5)
            from delta in Gen.Choose(-4, 3)
            select (transfer, (int[])[transfer + 2, .. parts], adjusts == 0 ? (int?)delta : null);
        return step.ListOf().Select(steps => steps.ToList()).ToArbitrary();
    }
}
