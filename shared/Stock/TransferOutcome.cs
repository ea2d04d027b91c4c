namespace StockFlow.Stock;

/// <summary>The answer to a <see cref="SetTransfer"/>. When several apply, the first in this order is given.</summary>
public abstract record TransferOutcome
{
    private TransferOutcome()
    {
    }

    /// <summary>The ledger never saw this SKU. Nothing was recorded.</summary>
    public sealed record UnknownSku : TransferOutcome;

    /// <summary>The transfer is on record with other locations or planned units; nothing was changed.</summary>
    public sealed record ContentDiffers(StockTransfer OnRecord) : TransferOutcome;

    /// <summary>More was planned than is available at the source. Nothing was recorded: it may be sent again once more is there.</summary>
    /// <param name="AvailableUnits">What could have been planned, at least 0.</param>
    public sealed record Exceeds(int AvailableUnits) : TransferOutcome;

    /// <summary>A level would go beyond <see cref="StockLimits.UnitsMax"/>, or the SKU would have too many locations. Nothing was recorded.</summary>
    public sealed record BeyondLimit : TransferOutcome;

    /// <summary>Done, now or before.</summary>
    /// <param name="Transfer">The state on record: what really was dispatched may be less than asked for.</param>
    public sealed record Set(StockTransfer Transfer) : TransferOutcome;
}
