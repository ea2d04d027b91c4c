namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>Unique to the invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Unique to the function, the same for all its invocations.</summary>
    public abstract string FunctionId { get; }

    public abstract TraceContext TraceContext { get; }

    public abstract BindingContext BindingContext { get; }

    public abstract RetryContext RetryContext { get; }

    /// <summary>Services whose scope is the invocation.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>For middleware and function to hand things to each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when nobody waits for the invocation any more, or the host can't wait for it any longer.</summary>
    public virtual CancellationToken CancellationToken { get; } = CancellationToken.None;
}
