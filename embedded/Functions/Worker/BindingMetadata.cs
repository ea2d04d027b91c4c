namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function is bound to.</summary>
public abstract class BindingMetadata
{
    public abstract string Name { get; }

    /// <summary>For example httpTrigger.</summary>
    public abstract string Type { get; }

    public abstract BindingDirection Direction { get; }
}
