using System.Reflection;
using EmbeddedFunctions.Functions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Collects settings, services and middleware, then builds the host.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];
    private readonly List<string> _faults = [];

    internal FunctionsApplicationBuilder(string[] args, Assembly functionsAssembly)
    {
        FunctionTypes = functionsAssembly.GetTypes();
        var commandLine = new ConfigurationBuilder().AddCommandLine(args).Build();
        _web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = commandLine[HostDefaults.ContentRootKey] ?? SettingFiles.ContentRoot(),
            ApplicationName = functionsAssembly.GetName().Name,
            EnvironmentName = System.Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT"),
        });
        HostConfiguration.AddTo(_web.Configuration, _web.Environment.ContentRootPath, args, _faults);
        HostLogging.AddTo(_web.Logging, _web.Configuration);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    internal IReadOnlyList<Type> FunctionTypes { get; set; }

    internal bool ServesHttp { get; set; }

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware);
        return this;
    }

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <summary>Builds the host, once. Nothing runs until it is started.</summary>
    /// <exception cref="HostStartException">Settings or functions are wrong; all faults are in the message.</exception>
    /// <exception cref="EmbeddedFunctions.Store.StoreInUseException">Another process owns the store.</exception>
    public IHost Build() => new HostComposition(Configuration, FunctionTypes, ServesHttp, _middleware, _faults).Build(_web);
}
