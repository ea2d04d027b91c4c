using FsCheck;
using FsCheck.Fluent;
using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Properties;

public sealed class CountProperties
{
    private static readonly Sku Item = Sku.Parse("A");
    private static readonly LocationId X = LocationId.Parse("x");

    /// <summary>The shelf is what the ledger does not see: it holds more or less, and moves with every real movement.</summary>
    [Fact]
    public void After_a_count_is_posted_the_ledger_has_what_is_on_the_shelf_whatever_moved_in_between() =>
        Prop.ForAll(Steps(), Gen.Choose(-5, 5).ToArbitrary(), (steps, lostUnits) =>
        {
            var levels = new SkuLevels(Item, [new(X, 100)], 1);
            var shelf = 100 + lostUnits;
            var (position, onHand, counted) = (levels.Position, 100, shelf);
            foreach (var (isCount, units) in steps)
            {
                if (isCount)
                {
                    (position, onHand, counted) = (levels.Position, LevelList.At(levels, X).OnHandUnits, shelf);
                    continue;
                }

                var command = new AdjustUnits("m", Item, X, units);
                var moved = MovementRules.Decide(levels, command);
                if (moved.Changes is not null && shelf + units >= 0)
                {
                    shelf += units;
                    levels = moved.Levels!;
                }
            }

            var post = new PostCount(CountId.Parse("c"), Item, X, position, counted - onHand);
            var posted = CountRules.Decide(levels, [], post);
            Assert.Equal(shelf, LevelList.At(posted.Levels!, X).OnHandUnits);

            var again = CountRules.Decide(posted.Levels, posted.Record!, post);
            Assert.Same(posted.Levels, again.Levels);
            Assert.Equal(posted.Outcome, again.Outcome);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_two_counts_of_the_same_shelf_at_the_same_position_one_is_posted()
    {
        var levels = new SkuLevels(Item, [new(X, 20)], 3);
        var first = CountRules.Decide(levels, [], new PostCount(CountId.Parse("c"), Item, X, 3, -2));

        var second = CountRules.Decide(first.Levels, first.Record!, new PostCount(CountId.Parse("d"), Item, X, 3, -2));
        var later = CountRules.Decide(first.Levels, first.Record!, new PostCount(CountId.Parse("e"), Item, X, 4, -1));

        Assert.Equal(new CountOutcome.Overtaken(CountId.Parse("c")), second.Outcome);
        Assert.Equal(17, LevelList.At(later.Levels!, X).OnHandUnits);
        Assert.IsType<CountOutcome.ContentDiffers>(
            CountRules.Decide(first.Levels, first.Record!, new PostCount(CountId.Parse("c"), Item, X, 3, -1)).Outcome);
        Assert.IsType<CountOutcome.UnknownSku>(CountRules.Decide(null, [], new PostCount(CountId.Parse("c"), Item, X, 3, -1)).Outcome);
    }

    private static Arbitrary<List<(bool IsCount, int Units)>> Steps()
    {
        var step =
            from isCount in Gen.Choose(0, 3)
            from units in Gen.Choose(-9, 9)
            select (isCount == 0, units);
        return step.ListOf().Select(steps => steps.ToList()).ToArbitrary();
    }
}
