using System.Collections.Concurrent;
using EmbeddedFunctions.Gates;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.Functions;

/// <summary>Runs one function: middleware, then parameters, instance and call, all chosen and compiled at start.</summary>
internal sealed class FunctionRunner
{
    /// <summary>Compiled once in a process, however many hosts run in it.</summary>
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    private readonly ParameterBinder[] _binders;
    private readonly MethodInvoker.Invoke _invoke;
    private readonly ObjectFactory? _newInstance;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly WorkGate? _gate;

    public FunctionRunner(
        FunctionMethod function, ParameterBinder[] binders, IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        ILogger logger, WorkGate? gate)
    {
        Function = function;
        Definition = new EmbeddedFunctionDefinition(function);
        Logger = logger;
        _gate = gate;
        _binders = binders;
        _invoke = MethodInvoker.For(function.Method);
        _newInstance = function.Method.IsStatic ? null : Factories.GetOrAdd(function.Method.DeclaringType!, type => ActivatorUtilities.CreateFactory(type, []));
        _pipeline = middleware.Reverse().Aggregate<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>, FunctionExecutionDelegate>(
            context => ExecuteAsync((Invocation)context), (next, step) => step(next));
    }

    public FunctionMethod Function { get; }

    public EmbeddedFunctionDefinition Definition { get; }

    public ILogger Logger { get; }

    /// <summary>Passed before the function runs, unless it is an orchestrator.</summary>
    public ValueTask EnterAsync() => _gate?.PassAsync(GatePoint.Invocation, Definition.Name) ?? ValueTask.CompletedTask;

    /// <summary>Runs the function; its result is left in the invocation.</summary>
    /// <exception cref="Exception">Whatever the function or its middleware throws.</exception>
    public async Task RunAsync(Invocation invocation)
    {
        using var scope = Logger.BeginScope(new InvocationScope(invocation));
        await _pipeline(invocation);
    }

    /// <summary>Runs the function in a scope of services of its own.</summary>
    /// <returns>What the function returned.</returns>
    public async Task<object?> RunAsync(IServiceScopeFactory scopes, object trigger, CancellationToken cancellationToken)
    {
        await EnterAsync();
        await using var services = scopes.CreateAsyncScope();
        var invocation = new Invocation(this, services.ServiceProvider, trigger, null, cancellationToken);
        await RunAsync(invocation);
        return invocation.Result;
    }

    private async Task ExecuteAsync(Invocation invocation)
    {
        var arguments = new object?[_binders.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = await _binders[i](invocation);
        }

        var instance = _newInstance?.Invoke(invocation.InstanceServices, null);
        try
        {
            invocation.Result = await _invoke(instance, arguments);
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else
            {
                (instance as IDisposable)?.Dispose();
            }
        }
    }
}
