using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>The answer to what is asked of a transfer. When several apply, the first in this order is given; only Accepted changed anything.</summary>
public abstract record TransferAnswer
{
    private TransferAnswer()
    {
    }

    /// <summary>There is no transfer of this id.</summary>
    public sealed record Unknown : TransferAnswer;

    /// <summary>The id was used before for a transfer with other content.</summary>
    public sealed record ContentDiffers : TransferAnswer;

    /// <summary>Where the transfer is, this can't be asked, or not with this content.</summary>
    public sealed record WrongState(TransferState State) : TransferAnswer;

    /// <summary>What was asked before is still being done; it may be asked again in a moment.</summary>
    public sealed record Busy : TransferAnswer;

    /// <summary>The SKU is not one of the transfer's.</summary>
    public sealed record UnknownLine(Sku Sku) : TransferAnswer;

    /// <summary>The ledger never saw the SKU.</summary>
    public sealed record UnknownSku(Sku Sku) : TransferAnswer;

    /// <summary>More was asked than the source has.</summary>
    /// <param name="Units">Available when planning, on hand when dispatching; at least 0.</param>
    public sealed record ExceedsStock(Sku Sku, int Units) : TransferAnswer;

    /// <summary>More than the transfer has of it: dispatched beyond the planned, or received and lost beyond the dispatched.</summary>
    public sealed record ExceedsTransfer(Sku Sku, int Units) : TransferAnswer;

    /// <summary>On record, now or before. While it is not settled, somebody must see to it that the ledger is brought there.</summary>
    public sealed record Accepted(Transfer Transfer) : TransferAnswer;
}
