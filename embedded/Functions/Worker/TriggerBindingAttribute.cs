namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks the one parameter that holds what started the function.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute;
