namespace StockFlow.Stock;

/// <summary>The answer to a <see cref="SetReservation"/>. When several apply, the first in this order is given.</summary>
public abstract record ReservationOutcome
{
    private ReservationOutcome()
    {
    }

    /// <summary>The ledger never saw this SKU. Nothing was recorded: the same command may succeed once the SKU is known.</summary>
    public sealed record UnknownSku : ReservationOutcome;

    /// <summary>A newer revision is on record; nothing was changed.</summary>
    public sealed record Superseded(int RevisionOnRecord) : ReservationOutcome;

    /// <summary>This revision was set before with other units; nothing was changed.</summary>
    public sealed record ContentDiffers(Reservation OnRecord) : ReservationOutcome;

    /// <summary>The reservation is set. Repeating the command gives this answer again.</summary>
    /// <param name="Reservation">What the order now holds, what is backordered and what is short.</param>
    public sealed record Set(Reservation Reservation) : ReservationOutcome;
}
