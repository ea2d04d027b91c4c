namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks a result that the host delivers. The embedded host knows no output bindings and refuses them at start.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public abstract class OutputBindingAttribute : BindingAttribute;
