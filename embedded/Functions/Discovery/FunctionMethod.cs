using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace EmbeddedFunctions.Functions;

/// <summary>A method marked as a function, with the one parameter that triggers it.</summary>
internal sealed record FunctionMethod(string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger)
{
    /// <summary>How messages name it.</summary>
    public string Label => $"Function '{Name}' ({Method.DeclaringType!.Name}.{Method.Name})";
}
