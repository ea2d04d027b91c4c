using EmbeddedFunctions.DurableTask;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.Functions;

/// <summary>Runs the orchestrators and activities of the app on the durable engine.</summary>
internal sealed partial class DurableListener : ITriggerListener
{
    private readonly DurableEngine _engine;
    private readonly IServiceProvider _services;
    private readonly IServiceScopeFactory _scopes;
    private long _begun;

    public DurableListener(DurableEngine engine, IEnumerable<FunctionRunner> runners, IServiceProvider services)
    {
        _engine = engine;
        _services = services;
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        foreach (var runner in runners)
        {
            Register(runner);
        }
    }

    public long Begun => Interlocked.Read(ref _begun);

    public bool IsIdle => _engine.IsIdle;

    public Task StartAsync(CancellationToken cancellationToken) => _engine.StartAsync(cancellationToken);

    /// <summary>Nothing yet: requests and messages that are still being handled may wait for an orchestration.</summary>
    public void StopTaking()
    {
    }

    public Task DrainAsync(CancellationToken cancellationToken) => _engine.StopAsync(cancellationToken);

    public Task WhenIdleAsync(CancellationToken cancellationToken) => _engine.WhenIdleAsync(cancellationToken);

    private void Register(FunctionRunner runner)
    {
        switch (runner.Function.Trigger)
        {
            case OrchestrationTriggerAttribute trigger:
                _engine.RegisterOrchestrator(trigger.Orchestration ?? runner.Definition.Name, context => OrchestrateAsync(runner, context));
                break;
            case ActivityTriggerAttribute trigger:
                _engine.RegisterActivity(
                    trigger.Activity ?? runner.Definition.Name, (_, input, cancellationToken) => RunActivityAsync(runner, input, cancellationToken));
                break;
        }
    }

    /// <summary>
    /// Without a scope of services: an orchestrator may be dropped from memory while it waits, and nothing would end the scope.
    /// It has no use for services anyway, as it must give the same answers at every replay.
    /// </summary>
    private async Task<object?> OrchestrateAsync(FunctionRunner runner, TaskOrchestrationContext context)
    {
        Interlocked.Increment(ref _begun);
        var invocation = new Invocation(runner, _services, context, null, CancellationToken.None);
        await runner.RunAsync(invocation);
        return invocation.Result;
    }

    private async Task<string?> RunActivityAsync(FunctionRunner runner, string? input, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _begun);
        try
        {
            var result = await runner.RunAsync(_scopes, new ActivityInput(input, _engine.DataConverter), cancellationToken);
            return result is null ? null : _engine.DataConverter.Serialize(result);
        }
        catch (Exception e)
        {
            // The orchestrator decides what comes of it; here it is only told.
            LogFailed(runner.Logger, e, runner.Definition.Name);
            throw;
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "The activity {Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
