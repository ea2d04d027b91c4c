using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace EmbeddedFunctions.Functions;

/// <summary>Chooses how each parameter of a function gets its value.</summary>
internal static class ParameterBinders
{
    /// <param name="function">The function.</param>
    /// <param name="faults">Gets one line per parameter that nothing can be bound to.</param>
    public static ParameterBinder[] Choose(FunctionMethod function, List<string> faults)
    {
        var parameters = function.Method.GetParameters();
        var binders = new ParameterBinder[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            if ((Common(parameters[i]) ?? Of(function, parameters[i])) is { } binder)
            {
                binders[i] = binder;
            }
            else
            {
                faults.Add($"{function.Label}: nothing can be bound to parameter '{parameters[i].Name}' of type {parameters[i].ParameterType.Name}. {Offer(function)}");
            }
        }

        return binders;
    }

    /// <summary>Takes the trigger as it is.</summary>
    public static ParameterBinder Trigger { get; } = invocation => ValueTask.FromResult<object?>(invocation.Trigger);

    private static ParameterBinder? Common(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return invocation => ValueTask.FromResult<object?>(invocation);
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return invocation => ValueTask.FromResult<object?>(invocation.CancellationToken);
        }

        return parameter.ParameterType == typeof(DurableTaskClient) && parameter.GetCustomAttribute<DurableClientAttribute>() is not null
            ? invocation => ValueTask.FromResult<object?>(invocation.InstanceServices.GetRequiredService<DurableHost>().Client)
            : null;
    }

    private static ParameterBinder? Of(FunctionMethod function, ParameterInfo parameter) => function.Trigger switch
    {
        HttpTriggerAttribute http => HttpBinders.Choose(http, function, parameter),
        TimerTriggerAttribute => parameter.Position == function.TriggerParameter.Position && parameter.ParameterType == typeof(TimerInfo) ? Trigger : null,
        ServiceBusTriggerAttribute queue => QueueBinders.Choose(queue, function, parameter),
        OrchestrationTriggerAttribute => DurableBinders.Orchestrator(function, parameter),
        ActivityTriggerAttribute => DurableBinders.Activity(function, parameter),
        _ => null,
    };

    private static string Offer(FunctionMethod function) => function.Trigger switch
    {
        HttpTriggerAttribute =>
            "An HTTP function takes an HttpRequest, route parameters by name (string, int, long, bool, Guid), [FromBody] T, "
            + "[DurableClient] DurableTaskClient, FunctionContext and CancellationToken.",
        TimerTriggerAttribute => "A timer function takes a TimerInfo, [DurableClient] DurableTaskClient, FunctionContext and CancellationToken.",
        ServiceBusTriggerAttribute =>
            "A queue function takes a ServiceBusReceivedMessage (IsBatched: an array of them), ServiceBusMessageActions, "
            + "with sessions ServiceBusSessionMessageActions, [DurableClient] DurableTaskClient, FunctionContext and CancellationToken.",
        OrchestrationTriggerAttribute => "An orchestrator takes a TaskOrchestrationContext and FunctionContext.",
        ActivityTriggerAttribute => "An activity takes its input, [DurableClient] DurableTaskClient, FunctionContext and CancellationToken.",
        _ => $"This host knows no {function.Trigger.GetType().Name}.",
    };
}
