using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>What a handler is given.</summary>
/// <param name="Messages">At least one, in order; on a queue with sessions all of one session.</param>
/// <param name="Actions">Settles them.</param>
/// <param name="SessionActions">Null on a queue without sessions.</param>
public sealed record PumpDelivery(
    IReadOnlyList<ServiceBusReceivedMessage> Messages, ServiceBusMessageActions Actions, ServiceBusSessionMessageActions? SessionActions);
