using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Functions;
using Xunit;

namespace StockFlow.Tests;

/// <summary>A developer's host on Azure's tools checks all services when it is built; the embedded host checks what functions ask for.</summary>
public sealed class AppServicesTests
{
    [Fact]
    public void Every_service_passes_the_checks_of_a_host_in_development()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        StockFlowApp.AddRooms(services, new ConfigurationBuilder().Build());

        var fault = Record.Exception(() => services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }).Dispose());

        Assert.Null(fault);
    }

    /// <summary>Once a compiler took it into a caller of another assembly, the host found no functions any more and answered 404 to all.</summary>
    [Fact]
    public void The_app_is_built_from_its_own_assembly_however_it_is_optimised()
    {
        var build = typeof(StockFlowApp).GetMethod(nameof(StockFlowApp.Build))!;

        Assert.True(build.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining));
    }
}
