namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether a binding brings data to the function or takes it away.</summary>
public enum BindingDirection
{
    In,
    Out,
}
