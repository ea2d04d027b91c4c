using System.Reflection;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.Functions;

/// <summary>Values for the parameters of queue functions.</summary>
internal static class QueueBinders
{
    /// <returns>Null when nothing fits.</returns>
    public static ParameterBinder? Choose(ServiceBusTriggerAttribute trigger, FunctionMethod function, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.Position == function.TriggerParameter.Position)
        {
            return trigger.IsBatched ? Batch(type) : Single(type);
        }

        if (type == typeof(ServiceBusMessageActions))
        {
            return invocation => Value(Delivery(invocation).Actions);
        }

        return type == typeof(ServiceBusSessionMessageActions) && trigger.IsSessionsEnabled
            ? invocation => Value(Delivery(invocation).SessionActions)
            : null;
    }

    private static ParameterBinder? Single(Type type) =>
        type == typeof(ServiceBusReceivedMessage) ? invocation => Value(Delivery(invocation).Messages[0]) : null;

    private static ParameterBinder? Batch(Type type) =>
        type == typeof(ServiceBusReceivedMessage[]) ? invocation => Value(Delivery(invocation).Messages.ToArray())
        : type.IsAssignableFrom(typeof(IReadOnlyList<ServiceBusReceivedMessage>)) && type != typeof(object)
            ? invocation => Value(Delivery(invocation).Messages)
        : null;

    private static PumpDelivery Delivery(Invocation invocation) => (PumpDelivery)invocation.Trigger;

    private static ValueTask<object?> Value(object? value) => ValueTask.FromResult(value);
}
