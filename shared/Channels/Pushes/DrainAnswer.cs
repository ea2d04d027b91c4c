namespace StockFlow.Channels.Pushes;

/// <summary>How an attempt to empty a channel's outbox ended.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="AgainAt">When to go on, UTC; null when nothing is due any more.</param>
public sealed record DrainAnswer(DrainEnd End, DateTimeOffset? AgainAt)
{
    public static DrainAnswer Drained { get; } = new(DrainEnd.Drained, null);
}
