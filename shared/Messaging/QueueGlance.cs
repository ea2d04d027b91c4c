namespace StockFlow.Messaging;

/// <summary>How much waits in a queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Active">Messages that wait or are being handled; those scheduled for later don't count. Counted up to a bound.</param>
/// <param name="Dead">Messages that were set aside, counted up to the same bound.</param>
/// <param name="OldestAt">When the oldest of the active ones was queued, UTC; null without one.</param>
public sealed record QueueGlance(string Queue, int Active, int Dead, DateTimeOffset? OldestAt);
