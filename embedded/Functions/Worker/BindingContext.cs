namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger tells about an invocation.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
