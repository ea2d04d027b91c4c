namespace StockFlow.Channels;

/// <summary>What became of one pushed number.</summary>
public abstract record PushOutcome
{
    private PushOutcome()
    {
    }

    /// <summary>The channel now shows the number.</summary>
    public sealed record Applied : PushOutcome;

    /// <summary>The channel's number was not the expected one: somebody else changed it. Nothing was set.</summary>
    /// <param name="ActualUnits">The channel's number where it was told, else null.</param>
    public sealed record Stale(int? ActualUnits) : PushOutcome;

    /// <summary>The channel refused this item.</summary>
    /// <param name="Code">The channel's code, for people.</param>
    /// <param name="Reason">In words, without secrets.</param>
    /// <param name="IsPermanent">Whether sending it again can't help before someone mends it.</param>
    public sealed record Refused(string Code, string Reason, bool IsPermanent) : PushOutcome;
}
