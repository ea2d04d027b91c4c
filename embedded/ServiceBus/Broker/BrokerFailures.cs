using Azure.Messaging.ServiceBus;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>The failures of the broker, worded once.</summary>
internal static class BrokerFailures
{
    public static ServiceBusException NotFound(string queue) => new(
        "The queue does not exist. Declare it at start, or correct its name.", ServiceBusFailureReason.MessagingEntityNotFound, queue);

    public static ServiceBusException TooLarge(string queue, long bytes) => new(
        $"The message or batch has {bytes} bytes; the limit is {StoredMessage.SizeInBytesMax}.", ServiceBusFailureReason.MessageSizeExceeded, queue);

    public static ServiceBusException MessageLockLost(string queue) => new(
        "The lock is invalid: it has expired, or the message is settled already.", ServiceBusFailureReason.MessageLockLost, queue);

    public static ServiceBusException SessionLockLost(string queue, string sessionId) => new(
        $"The lock on session '{sessionId}' has expired or was given back. Accept the session again.", ServiceBusFailureReason.SessionLockLost, queue);

    public static ServiceBusException SessionTaken(string queue, string sessionId) => new(
        $"Session '{sessionId}' is locked by another receiver.", ServiceBusFailureReason.SessionCannotBeLocked, queue);

    public static ServiceBusException MessageMissing(string queue, long sequence, string state) => new(
        $"No {state} message has the sequence number {sequence}.", ServiceBusFailureReason.MessageNotFound, queue);

    public static InvalidOperationException NeedsSessionId(string queue) => new(
        $"The queue '{queue}' requires sessions: set the message's SessionId.");

    public static InvalidOperationException NeedsSessionReceiver(string queue) => new(
        $"The queue '{queue}' requires sessions: accept a session to receive from it.");

    public static InvalidOperationException HasNoSessions(string queue) => new(
        $"The queue '{queue}' has no sessions: receive with CreateReceiver.");
}
