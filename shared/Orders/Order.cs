using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>An order as we know it: everything its snapshots said, merged, and what became of it.</summary>
/// <param name="Id">The channel and its id of the order.</param>
/// <param name="Number">What people call it on the channel, or null.</param>
/// <param name="State">By the newest snapshot; a cancel wins a tie.</param>
/// <param name="PlacedAt">UTC; null while no snapshot said.</param>
/// <param name="UpdatedAt">The channel's time of the newest snapshot, UTC.</param>
/// <param name="LinesAt">The channel's time of the newest snapshot that had lines, UTC; null while none had.</param>
/// <param name="Revision">Ours: grows by 1 whenever what the order wants of stock changes. At least 1.</param>
/// <param name="DoneRevision">The newest revision whose outcome is on record; 0 before the first.</param>
/// <param name="Outcome">Of the done revision; <see cref="OrderOutcome.InWork"/> while that is not the newest.</param>
/// <param name="ReceivedAt">When the event that caused the newest revision was taken in, UTC.</param>
/// <param name="DoneAt">When the done revision was recorded, UTC; null before the first.</param>
/// <param name="Lines">Every line that any snapshot had, ordered by id.</param>
/// <param name="AskedSkus">Every SKU that any revision wanted something of: what is no longer wanted must be given back.</param>
public sealed record Order(
    OrderId Id,
    string? Number,
    ChannelOrderState State,
    DateTimeOffset? PlacedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LinesAt,
    int Revision,
    int DoneRevision,
    OrderOutcome Outcome,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? DoneAt,
    IReadOnlyList<OrderLine> Lines,
    IReadOnlyList<Sku> AskedSkus)
{
    /// <summary>
    /// Until when the order may hold units unpaid, UTC; null while no hold of it is on record. Kept over edits, so that they don't
    /// prolong it.
    /// </summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Whether its hold ran out before it was paid: it wants nothing until it is.</summary>
    public bool HoldExpired { get; init; }

    /// <summary>
    /// When the newest event was taken in by which the channel has moved the numbers it shows while the order wants what it wanted, UTC: no
    /// work on it announces that. Null where there was none.
    /// </summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>What was decided about SKUs that could not be had; the newest of each SKU.</summary>
    public IReadOnlyList<ShortfallDecision> Decisions { get; init; } = [];

    /// <summary>Whether it waits for a payment that did not come in time.</summary>
    public bool IsExpired => HoldExpired && State == ChannelOrderState.PendingPayment;

    /// <summary>When it began to wait in line: who came first is served first, UTC.</summary>
    public DateTimeOffset WaitingSince => PlacedAt ?? LinesAt ?? UpdatedAt;

    /// <summary>Whether the newest revision's outcome is on record.</summary>
    public bool IsDone => DoneRevision == Revision;

    /// <summary>What its lines name, bundles as such: its channel has moved these numbers by itself. SKUs that are none are left out.</summary>
    public IEnumerable<Sku> NamedSkus => Lines.Select(line => Sku.TryParse(line.Sku, null, out var sku) ? sku : (Sku?)null).OfType<Sku>();

    /// <summary>How many units of a line are sold, shipped or not.</summary>
    public int SoldUnits(OrderLine line) => State == ChannelOrderState.Cancelled || line.SeenAt < LinesAt ? 0 : line.OrderedUnits;

    /// <summary>How many units of a line are still to leave.</summary>
    public int OpenUnits(OrderLine line) =>
        IsExpired ? 0 : Math.Max(0, SoldUnits(line) - line.ShippedUnits);
}
