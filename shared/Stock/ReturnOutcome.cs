namespace StockFlow.Stock;

/// <summary>
/// The answer to a <see cref="ReturnUnits"/>. When several apply, the first in this order is given. A refusal records nothing: the same
/// command may succeed later.
/// </summary>
public abstract record ReturnOutcome
{
    private ReturnOutcome()
    {
    }

    /// <summary>This command id was used before for the same SKU with other content; nothing was changed.</summary>
    public sealed record ContentDiffers : ReturnOutcome;

    /// <summary>The ledger never saw this SKU.</summary>
    public sealed record UnknownSku : ReturnOutcome;

    /// <summary>The order never asked for this SKU.</summary>
    public sealed record UnknownReservation : ReturnOutcome;

    /// <summary>More would have come back than left on hand for the order; nothing was changed.</summary>
    /// <param name="ShippedUnits">Left on hand for the order.</param>
    /// <param name="ReturnedUnits">Returned before.</param>
    public sealed record MoreThanShipped(int ShippedUnits, int ReturnedUnits) : ReturnOutcome;

    /// <summary>A level would go beyond <see cref="StockLimits.UnitsMax"/>, or the SKU would have too many locations; nothing was changed.</summary>
    public sealed record BeyondLimit : ReturnOutcome;

    /// <summary>Done, now or when the command first came.</summary>
    /// <param name="Level">The location right after the return.</param>
    /// <param name="Position">The journal position of the return.</param>
    /// <param name="OnHandDelta">
    /// By how much the SKU's on hand changed. Less than the returned units where the channel had put them back before, and negative
    /// where units that it had put back are written off.
    /// </param>
    public sealed record Done(LocationLevel Level, long Position, int OnHandDelta) : ReturnOutcome;
}
