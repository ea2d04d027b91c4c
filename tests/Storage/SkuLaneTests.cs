using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;
using Xunit;

namespace StockFlow.Tests.Storage;

public sealed class SkuLaneTests
{
    private static readonly Sku Chair = Sku.Parse("CHAIR");

    [Fact]
    public void A_writer_that_found_nothing_never_sees_what_comes_later()
    {
        var lane = new SkuLane(Chair);
        Assert.True(lane.Enter(Command(1)));
        Assert.Single(lane.TakeRound());

        var ended = lane.TakeRound();
        var startsAnother = lane.Enter(Command(2));

        // Else both writers would take the second command.
        Assert.True(startsAnother);
        Assert.Empty(ended);
        Assert.Single(lane.TakeRound());
    }

    private static PendingReservation Command(int order) => new(
        new SetReservation(
            Chair,
            new OrderId(ChannelId.Parse("shop"), $"{order}"),
            Revision: 1,
            OpenUnits: 1,
            ShippedUnits: 0,
            RestockedUnits: 0,
            [OpenStorage.London],
            ShortagePolicy.Backorder,
            BackorderLimitUnits: 0),
        TestContext.Current.CancellationToken);
}
