namespace EmbeddedFunctions.ServiceBus;

/// <summary>The properties of a queue, as a deployment would set them on the service.</summary>
public sealed record BrokerQueueOptions
{
    /// <summary>Whether messages carry a session id, and one receiver at a time reads a session in order.</summary>
    public bool RequiresSession { get; init; }

    /// <summary>How long a message id is remembered, so that a second message with it is dropped. Zero: duplicates are not detected.</summary>
    public TimeSpan DuplicateDetectionWindow { get; init; } = TimeSpan.Zero;

    /// <summary>How long a message or a session is held without renewal. Above zero; the service allows up to 5 minutes.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a message is handed out before it becomes a dead letter, at least 1.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>The longest life of a message that waits.</summary>
    public TimeSpan DefaultMessageTimeToLive { get; init; } = TimeSpan.MaxValue;

    /// <summary>Whether a message whose life has ended becomes a dead letter rather than vanish.</summary>
    public bool DeadLetteringOnMessageExpiration { get; init; }

    internal void Check(string queue)
    {
        if (LockDuration <= TimeSpan.Zero || MaxDeliveryCount < 1 || DuplicateDetectionWindow < TimeSpan.Zero || DefaultMessageTimeToLive <= TimeSpan.Zero)
        {
            throw new ArgumentException(
                $"Queue '{queue}': the lock duration ({LockDuration}) and the time to live ({DefaultMessageTimeToLive}) have to be above zero, "
                + $"the delivery limit ({MaxDeliveryCount}) at least 1 and the duplicate detection window ({DuplicateDetectionWindow}) zero or more.");
        }
    }
}
