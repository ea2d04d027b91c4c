using EmbeddedFunctions.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockFlow.Functions;

namespace StockFlow.Simulator.Seeds;

/// <summary>
/// A second instance of the app's services, with lanes, caches and connectors of its own, on the same store: as where the app has scaled out.
/// Half of all invocations run on it.
/// </summary>
/// <param name="replace">Makes the same replacements as in the first instance.</param>
internal sealed class Twin(Dice dice, Action<IServiceCollection> replace) : IAsyncDisposable
{
    private ServiceProvider? _services;

    /// <summary>Puts the services together, once the host has its own.</summary>
    public void Build(IServiceProvider host)
    {
        var services = new ServiceCollection();
        StockFlowApp.AddRooms(services, host.GetRequiredService<IConfiguration>());
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(host.GetRequiredService<DurableHost>());
        replace(services);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Decides of every invocation where it runs. Orchestrators use no services.</summary>
    public FunctionExecutionDelegate Share(FunctionExecutionDelegate next) => async context =>
    {
        if (_services is null || IsOrchestrator(context) || dice.Chance(0.5))
        {
            await next(context);
            return;
        }

        var own = context.InstanceServices;
        await using var scope = _services.CreateAsyncScope();
        context.InstanceServices = scope.ServiceProvider;
        try
        {
            await next(context);
        }
        finally
        {
            context.InstanceServices = own;
        }
    };

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static bool IsOrchestrator(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "orchestrationTrigger");
}
