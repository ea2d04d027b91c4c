using StockFlow.Orders;

namespace StockFlow.Stock;

/// <summary>One change of a SKU's levels: what changed, by which command, who, why and when. Never altered once written.</summary>
/// <param name="Position">1 for the SKU's first entry, then without gaps.</param>
/// <param name="At">When it was decided, UTC, to the millisecond.</param>
/// <param name="Kind">What kind of command it was.</param>
/// <param name="CommandId">The command's id.</param>
/// <param name="Order">The order whose reservation was set, filled or returned; null for a movement.</param>
/// <param name="Actor">Who asked for the movement; null where unknown.</param>
/// <param name="Reason">Why; null where none was given.</param>
/// <param name="Changes">The locations that changed; the entry that makes a SKU known may name one that did not.</param>
public sealed record JournalEntry(
    long Position,
    DateTimeOffset At,
    JournalKind Kind,
    string CommandId,
    OrderId? Order,
    string? Actor,
    string? Reason,
    IReadOnlyList<LevelChange> Changes);
