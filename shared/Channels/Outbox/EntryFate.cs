namespace StockFlow.Channels.Outbox;

/// <summary>What is to become of an outbox entry after an attempt.</summary>
internal abstract record EntryFate
{
    private EntryFate()
    {
    }

    /// <summary>The channel shows the number, or has nothing to be told: the entry goes, unless it was touched since it was read.</summary>
    public sealed record Done : EntryFate;

    /// <summary>The channel shows the number; send it once more at a time.</summary>
    public sealed record Confirm(DateTimeOffset At) : EntryFate;

    /// <summary>Try again at a time.</summary>
    /// <param name="Attempts">Refusals so far.</param>
    /// <param name="ConfirmAfter">Null leaves what is stored.</param>
    public sealed record Retry(int Attempts, string Error, DateTimeOffset At, DateTimeOffset? ConfirmAfter = null) : EntryFate;
}
