using StockFlow.Stock;

namespace StockFlow.Counts;

/// <summary>The answer to what is asked of a stocktake. When several apply, the first in this order is given; only the last two changed anything.</summary>
public abstract record CountAnswer
{
    private CountAnswer()
    {
    }

    /// <summary>There is no count of this id.</summary>
    public sealed record Unknown : CountAnswer;

    /// <summary>The id was used before for a count with other content.</summary>
    public sealed record ContentDiffers : CountAnswer;

    /// <summary>The count names a SKU that the ledger never saw.</summary>
    public sealed record UnknownSku(Sku Sku) : CountAnswer;

    /// <summary>Where the count is, this can't be asked.</summary>
    public sealed record WrongState(CountState State) : CountAnswer;

    /// <summary>The count has no such line.</summary>
    public sealed record UnknownLine(Sku Sku, LocationId Location) : CountAnswer;

    /// <summary>On record, now or before.</summary>
    public sealed record Accepted(StockCount Count) : CountAnswer;

    /// <summary>What became of each entry, in their order.</summary>
    public sealed record Entered(IReadOnlyList<EntryOutcome> Outcomes) : CountAnswer;
}
