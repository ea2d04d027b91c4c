using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.Functions;

/// <summary>One run of a function. What is seldom asked for is made when it is.</summary>
internal sealed class Invocation(
    FunctionRunner function, IServiceProvider services, object trigger, HttpContext? httpContext, CancellationToken cancellationToken)
    : FunctionContext
{
    private string? _id;
    private IDictionary<object, object>? _items;
    private InvocationFeatures? _features;

    /// <summary>What started it: the timer's state, a delivery of messages, an orchestration's context …</summary>
    public object Trigger => trigger;

    public HttpContext? HttpContext => httpContext;

    /// <summary>What the function returned; null for nothing.</summary>
    public object? Result { get; set; }

    public override string InvocationId => _id ??= Functions.InvocationId.Next();

    public override string FunctionId => function.Definition.Id;

    public override TraceContext TraceContext => CurrentTrace.Instance;

    public override BindingContext BindingContext => new RouteBindings(httpContext);

    public override RetryContext RetryContext => NoRetries.Instance;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override IDictionary<object, object> Items
    {
        get => _items ??= httpContext is null
            ? new Dictionary<object, object>()
            : new Dictionary<object, object> { [FunctionContextExtensions.HttpContextKey] = httpContext };
        set => _items = value;
    }

    public override IInvocationFeatures Features => _features ??= new InvocationFeatures();

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    private sealed class RouteBindings(HttpContext? httpContext) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData =>
            httpContext?.Request.RouteValues ?? (IReadOnlyDictionary<string, object?>)ImmutableDictionary<string, object?>.Empty;
    }

    private sealed class CurrentTrace : TraceContext
    {
        public static readonly CurrentTrace Instance = new();

        public override string TraceParent => Activity.Current?.Id ?? string.Empty;

        public override string TraceState => Activity.Current?.TraceStateString ?? string.Empty;
    }

    private sealed class NoRetries : RetryContext
    {
        public static readonly NoRetries Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }
}
