using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class TransferRulesTests
{
    private static readonly Sku Item = Sku.Parse("A");
    private static readonly LocationId X = LocationId.Parse("x");
    private static readonly LocationId Y = LocationId.Parse("y");

    [Fact]
    public void Planned_units_are_set_aside_at_the_source_at_once_and_arrive_only_when_received()
    {
        var (levels, state) = Apply(Levels(5, 0), null, Set(3));
        Assert.Equal("x:5,3,0 y:0,0,0", Text(levels));

        (levels, state) = Apply(levels, state, Set(3, dispatched: 3));
        Assert.Equal("x:2,0,0 y:0,0,3", Text(levels));

        (levels, state) = Apply(levels, state, Set(3, dispatched: 3, received: 2));
        Assert.Equal("x:2,0,0 y:2,0,1", Text(levels));

        (levels, state) = Apply(levels, state, Set(3, dispatched: 3, received: 2, lost: 1));
        Assert.Equal("x:2,0,0 y:2,0,0", Text(levels));
        Assert.Equal((0, 0), (state!.SetAsideUnits, state.InTransitUnits));
    }

    [Fact]
    public void Cancelling_gives_back_what_was_set_aside_once()
    {
        var (levels, state) = Apply(Levels(5, 0), null, Set(3));

        (levels, state) = Apply(levels, state, Set(3, released: 3));
        (levels, state) = Apply(levels, state, Set(3, released: 3));
        (levels, _) = Apply(levels, state, Set(3));

        Assert.Equal("x:5,0,0 y:0,0,0", Text(levels));
    }

    [Fact]
    public void A_cancelled_transfer_that_never_planned_here_stays_cancelled()
    {
        var (levels, state) = Apply(Levels(5, 0), null, Set(30, released: 30));

        var late = TransferRules.Decide(levels, state, Set(30));

        Assert.Equal(new TransferOutcome.Set(state!), late.Outcome);
        Assert.Equal("x:5,0,0 y:0,0,0", Text(late.Levels!));
    }

    [Theory]
    [InlineData(5, 0, 0, 5, true)]
    [InlineData(5, 0, 0, 6, false)]
    [InlineData(5, 2, 1, 2, true)]
    [InlineData(5, 2, 1, 3, false)]
    [InlineData(5, 7, 0, 1, false)]
    public void What_is_available_can_be_planned_and_no_more(int onHand, int reserved, int safety, int planned, bool fits)
    {
        var decision = TransferRules.Decide(new SkuLevels(Item, [new(X, onHand, reserved, safety)], 1), null, Set(planned));

        Assert.Equal(fits ? null : new TransferOutcome.Exceeds(Math.Max(0, onHand - reserved - safety)), decision.Outcome as TransferOutcome.Exceeds);
        Assert.Equal(fits, decision.Record is not null);
    }

    [Fact]
    public void Units_that_were_lost_before_they_left_are_not_sent()
    {
        var (levels, state) = Apply(Levels(5, 0), null, Set(5));
        levels = MovementRules.Decide(levels, new AdjustUnits("broken", Item, X, -2)).Levels!;

        (levels, state) = Apply(levels, state, Set(5, dispatched: 5));
        Assert.Equal("x:0,0,0 y:0,0,3", Text(levels));
        Assert.Equal((3, 2), (state!.DispatchedUnits, state.ReleasedUnits));

        (levels, _) = Apply(levels, state, Set(5, dispatched: 5, received: 5));
        Assert.Equal("x:0,0,0 y:3,0,0", Text(levels));
    }

    [Fact]
    public void An_unknown_sku_other_content_and_a_full_destination_leave_no_trace()
    {
        var (levels, state) = Apply(Levels(5, 0), null, Set(3));

        Assert.IsType<TransferOutcome.UnknownSku>(TransferRules.Decide(null, null, Set(1)).Outcome);
        Assert.Equal(new TransferOutcome.ContentDiffers(state!), TransferRules.Decide(levels, state, Set(4)).Outcome);
        var full = TransferRules.Decide(Levels(5, StockLimits.UnitsMax - 2), null, Set(3));
        Assert.IsType<TransferOutcome.BeyondLimit>(full.Outcome);
        Assert.Null(full.Record);
        Assert.IsType<TransferOutcome.Set>(TransferRules.Decide(Levels(5, StockLimits.UnitsMax - 2), null, Set(2)).Outcome);
    }

    private static SetTransfer Set(int planned, int dispatched = 0, int received = 0, int lost = 0, int released = 0) =>
        new(TransferId.Parse("t1"), 1, Item, X, Y, planned, dispatched, received, lost, released);

    private static SkuLevels Levels(int x, int y) => new(Item, [new(X, x), new(Y, y)], 1);

    private static (SkuLevels Levels, StockTransfer? State) Apply(SkuLevels levels, StockTransfer? state, SetTransfer command)
    {
        command.Check();
        var decision = TransferRules.Decide(levels, state, command);
        Assert.IsType<TransferOutcome.Set>(decision.Outcome);
        return (decision.Levels!, decision.Record ?? state);
    }

    private static string Text(SkuLevels levels) => string.Join(
        ' ', levels.Locations.Select(level => $"{level.Location}:{level.OnHandUnits},{level.ReservedUnits},{level.IncomingUnits}"));
}
