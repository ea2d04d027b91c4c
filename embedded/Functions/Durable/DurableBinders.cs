using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace EmbeddedFunctions.Functions;

/// <summary>Values for the parameters of orchestrators and activities.</summary>
internal static class DurableBinders
{
    /// <summary>An orchestrator takes its context and nothing else besides what every function takes.</summary>
    public static ParameterBinder? Orchestrator(FunctionMethod function, ParameterInfo parameter) =>
        parameter.Position == function.TriggerParameter.Position && parameter.ParameterType == typeof(TaskOrchestrationContext) ? ParameterBinders.Trigger : null;

    /// <summary>An activity takes its input, of any type that JSON can hold.</summary>
    public static ParameterBinder? Activity(FunctionMethod function, ParameterInfo parameter)
    {
        if (parameter.Position != function.TriggerParameter.Position)
        {
            return null;
        }

        var type = parameter.ParameterType;
        return invocation => ValueTask.FromResult(((ActivityInput)invocation.Trigger).Read(type));
    }
}
