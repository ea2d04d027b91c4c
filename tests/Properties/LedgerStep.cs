using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Tests.Properties;

/// <summary>One random command, in small numbers so that orders, revisions and locations collide often.</summary>
internal sealed record LedgerStep(
    int Kind, int Order, int Revision, int Location, int Units, int Limit, bool Reject)
{
    public static readonly Sku Item = Sku.Parse("A");

    public OrderId OrderId => OrderId.Parse($"shop/{Order}");

    /// <summary>The content follows from order and revision, as it does for real: a revision never changes what it wants.</summary>
    public SetReservation ToCommand(LocationId[] sourcing)
    {
        var random = new Random((Order * 1_000) + Revision);
        var shipped = random.Next(0, 5);
        return new SetReservation(
            Item, OrderId, Revision, random.Next(0, 7), shipped, random.Next(0, shipped + 1), sourcing,
            Reject ? ShortagePolicy.RejectOrder : ShortagePolicy.Backorder, Limit)
        {
            NotBefore = random.Next(6) == 0 ? DateTimeOffset.UnixEpoch : null,
        };
    }

    public ReturnUnits ToReturn(LocationId location) => new("b", Item, OrderId, location, Units + 1, WriteOff: Reject);
}
