using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StockFlow.Auditing;
using StockFlow.Backups;
using StockFlow.Channels;
using StockFlow.Counts;
using StockFlow.Explanations;
using StockFlow.Functions.Merchant;
using StockFlow.Functions.Operations;
using StockFlow.Functions.Telemetry;
using StockFlow.Imports;
using StockFlow.Intake;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Storage;
using StockFlow.Telemetry;
using StockFlow.Transfers;

namespace StockFlow.Functions;

/// <summary>The whole app, put together the same way for the service, the simulator and the tests.</summary>
public static class StockFlowApp
{
    /// <summary>Builds the host. Nothing runs until it is started.</summary>
    /// <param name="args">Settings as <c>--name value</c>; they win over all others.</param>
    /// <param name="configure">Runs after the app's own registrations, so that it can replace any of them, the clock included.</param>
    /// <exception cref="OptionsValidationException">Settings are wrong; all faults are in it. Some hosts tell only when they start.</exception>
    /// <remarks>Never inlined: a host finds the functions in the assembly that calls it, which would be another one where a caller of this took it in.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IHost Build(string[] args, Action<FunctionsApplicationBuilder>? configure = null)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        TimerSchedules.AddDefaults(builder.Configuration);
        builder.AddHostTelemetry();
        AddRooms(builder.Services, builder.Configuration);
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Adds what the functions need, on any host.</summary>
    internal static void AddRooms(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddStorage(configuration)
            .AddMessaging(configuration)
            .AddChannels(configuration)
            .AddConnectors()
            .AddIntake(configuration)
            .AddOrders()
            .AddExplanations()
            .AddTransfers()
            .AddImports()
            .AddCounts()
            .AddAudit()
            .AddTelemetry()
            .AddBackups(configuration)
            .AddMerchantApi()
            .AddOperations();
    }
}
