namespace StockFlow.Stock;

/// <summary>The answer to a <see cref="PostCount"/>. When several apply, the first in this order is given.</summary>
public abstract record CountOutcome
{
    private CountOutcome()
    {
    }

    /// <summary>The ledger never saw this SKU. Nothing was recorded.</summary>
    public sealed record UnknownSku : CountOutcome;

    /// <summary>This stocktake posted another variance here; nothing was changed.</summary>
    public sealed record ContentDiffers(PostedCount OnRecord) : CountOutcome;

    /// <summary>Another stocktake was posted here after this one was counted: the same units would be corrected twice. Nothing was changed.</summary>
    public sealed record Overtaken(CountId By) : CountOutcome;

    /// <summary>Done, now or before.</summary>
    public sealed record Posted(PostedCount Count) : CountOutcome;
}
