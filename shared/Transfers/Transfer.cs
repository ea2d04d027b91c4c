using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>
/// Units that go from one location to another. The document says what should be; the ledger is brought there SKU by SKU, and again
/// after any interruption, until <see cref="IsSettled"/>.
/// </summary>
/// <param name="Id">Given by whoever planned it.</param>
/// <param name="From">Where the units leave.</param>
/// <param name="To">Where they go.</param>
/// <param name="Stage">What was last asked.</param>
/// <param name="Revision">Grows by one with everything that is asked.</param>
/// <param name="StageRevision">The revision that began the stage.</param>
/// <param name="AppliedRevision">The newest one that the ledger has done as a whole.</param>
/// <param name="Lines">1 to <see cref="StockTransfers.LinesMax"/>, by SKU.</param>
/// <param name="Actor">Who asked last; null where unknown.</param>
/// <param name="Reason">Why it was planned; null where none was given.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record Transfer(
    TransferId Id,
    LocationId From,
    LocationId To,
    TransferStage Stage,
    int Revision,
    int StageRevision,
    int AppliedRevision,
    IReadOnlyList<TransferLine> Lines,
    string? Actor,
    string? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether the ledger has done all that was asked.</summary>
    public bool IsSettled => AppliedRevision == Revision;

    /// <summary>Whether the ledger has done what the stage asked first.</summary>
    public bool IsStageDone => AppliedRevision >= StageRevision;

    /// <summary>Where it is, as people see it.</summary>
    public TransferState State => Stage switch
    {
        TransferStage.Planned => IsStageDone ? TransferState.Planned : TransferState.Planning,
        TransferStage.Cancelled => TransferState.Cancelled,
        TransferStage.Refused => TransferState.Refused,
        _ => IsSettled && Lines.All(line => line.InTransitUnits == 0) ? TransferState.Completed : TransferState.InTransit,
    };
}
