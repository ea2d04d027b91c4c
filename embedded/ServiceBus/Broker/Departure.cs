namespace EmbeddedFunctions.ServiceBus;

/// <summary>Why an entry leaves its place without a receiver asking for it.</summary>
internal enum Departure
{
    /// <summary>Its scheduled moment has come: it is enqueued under a new number.</summary>
    Enqueued,

    /// <summary>Its life has ended.</summary>
    Expired,

    /// <summary>It came back as often as the queue allows.</summary>
    DeliveredTooOften,
}
