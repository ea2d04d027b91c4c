namespace StockFlow.Messaging;

/// <summary>A message that was set aside by its queue.</summary>
/// <param name="Queue">Where it was.</param>
/// <param name="SequenceNumber">Its number in the dead-letter queue; with the queue it names the message.</param>
/// <param name="Subject">What kind of message it is; null where it had none.</param>
/// <param name="SessionId">The order or channel it concerns; null without sessions.</param>
/// <param name="Code">Why, for programs: the dead-letter reason, such as UnreadableDelivery. The codes are listed in docs/errors.md.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="EnqueuedAt">When it was first queued, UTC.</param>
/// <param name="Deliveries">How often it was tried.</param>
public sealed record DeadLetter(
    string Queue,
    long SequenceNumber,
    string? Subject,
    string? SessionId,
    string Code,
    string Reason,
    DateTimeOffset EnqueuedAt,
    int Deliveries);
