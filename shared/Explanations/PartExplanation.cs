using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Explanations;

/// <summary>What one SKU allows of a listing, and what is behind it.</summary>
/// <param name="Part">The numbers.</param>
/// <param name="OpeningPosition">From where on the journal was added up; null where it does not add up.</param>
/// <param name="IsProven">Whether the journal adds up to these very levels.</param>
/// <param name="Locations">In the channel's order.</param>
/// <param name="Elsewhere">Where more is promised than there is and the same limit is used up, see <see cref="PublishedPart.Elsewhere"/>.</param>
/// <param name="Holders">Orders that hold units, the one changed last first; at most <see cref="OrdersMax"/> of those changed since the opening.</param>
/// <param name="Transfers">Transfers that have units set aside at the channel's locations; at most <see cref="TransfersMax"/>.</param>
/// <param name="OtherHeldUnits">Reserved at the channel's locations for others than these.</param>
/// <param name="WaitingOrders">How many orders wait for units, or were filled and have not been told.</param>
/// <param name="Waiting">The first of them; at most <see cref="OrdersMax"/>.</param>
public sealed record PartExplanation(
    PublishedPart Part,
    long? OpeningPosition,
    bool IsProven,
    IReadOnlyList<LocationExplanation> Locations,
    IReadOnlyList<LocationExplanation> Elsewhere,
    IReadOnlyList<Reservation> Holders,
    IReadOnlyList<StockTransfer> Transfers,
    long OtherHeldUnits,
    int WaitingOrders,
    IReadOnlyList<WaitingOrder> Waiting)
{
    public const int OrdersMax = 20;
    public const int TransfersMax = 20;
}
