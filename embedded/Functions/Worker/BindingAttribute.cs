namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks what a function is bound to: its trigger, an input or an output.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute;
