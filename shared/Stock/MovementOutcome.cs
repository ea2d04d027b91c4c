namespace StockFlow.Stock;

/// <summary>The answer to a <see cref="StockMovement"/>. When several apply, the first in this order is given.</summary>
public abstract record MovementOutcome
{
    private MovementOutcome()
    {
    }

    /// <summary>This command id was used before for the same SKU with other content; nothing was changed.</summary>
    public sealed record ContentDiffers : MovementOutcome;

    /// <summary>The ledger never saw this SKU: receive it first. Nothing was recorded.</summary>
    public sealed record UnknownSku : MovementOutcome;

    /// <summary>The delta, or what is shipped, would take on hand below zero; nothing was changed. Final for this command id.</summary>
    public sealed record BelowZero(int OnHandUnits) : MovementOutcome;

    /// <summary>A level would go beyond <see cref="StockLimits.UnitsMax"/>, or the SKU would have too many locations. Final for this command id.</summary>
    public sealed record BeyondLimit : MovementOutcome;

    /// <summary>Done, now or when the command first came.</summary>
    /// <param name="Level">The location right after the movement.</param>
    /// <param name="Position">The journal position of the movement, or the last one where it changed nothing.</param>
    public sealed record Done(LocationLevel Level, long Position) : MovementOutcome;
}
