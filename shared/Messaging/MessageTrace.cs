using Azure.Messaging.ServiceBus;
using StockFlow.Telemetry;

namespace StockFlow.Messaging;

/// <summary>Carries the trace of an event in our messages, in a property of our own that the client library leaves alone.</summary>
public static class MessageTrace
{
    private const string Property = "traceparent";

    /// <summary>Notes what the message is sent for, while that is being recorded.</summary>
    public static void Stamp(ServiceBusMessage message)
    {
        if (StockFlowTrace.Current is { } current)
        {
            message.ApplicationProperties[Property] = current;
        }
    }

    /// <returns>What the message was sent for; null where that was not recorded, or nobody listens.</returns>
    public static string? Of(ServiceBusReceivedMessage message) =>
        StockFlowTrace.IsOn && message.ApplicationProperties.TryGetValue(Property, out var value) ? value as string : null;
}
