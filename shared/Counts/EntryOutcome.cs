using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>What became of one entry. When several apply, the first in this order is given; only Recorded changed anything.</summary>
public abstract record EntryOutcome
{
    private EntryOutcome()
    {
    }

    /// <summary>The count takes no entries any more.</summary>
    public sealed record Closed : EntryOutcome;

    /// <summary>The entry names no location, and the count is about all of them.</summary>
    public sealed record LocationMissing : EntryOutcome;

    /// <summary>The count is not about this SKU at this location.</summary>
    public sealed record NotCovered : EntryOutcome;

    /// <summary>It was counted before the count was opened, or later than now.</summary>
    public sealed record InvalidTime : EntryOutcome;

    /// <summary>The ledger never saw the SKU.</summary>
    public sealed record UnknownSku : EntryOutcome;

    /// <summary>The line has an entry of this command id with other content.</summary>
    public sealed record ContentDiffers : EntryOutcome;

    /// <summary>The line has <see cref="CountLine.ZonesMax"/> zones already.</summary>
    public sealed record TooManyZones : EntryOutcome;

    /// <summary>On record, now or before, or replaced since.</summary>
    /// <param name="Position">The journal position it is compared at.</param>
    /// <param name="OnHandUnits">What the ledger had there at that position.</param>
    public sealed record Recorded(long Position, int OnHandUnits) : EntryOutcome;
}
