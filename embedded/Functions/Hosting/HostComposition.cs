using EmbeddedFunctions.DurableTask;
using EmbeddedFunctions.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmbeddedFunctions.Functions;

/// <summary>Puts a host together from an app's builder. Everything that can be wrong is looked at before anything runs.</summary>
internal sealed class HostComposition
{
    private readonly IConfiguration _configuration;
    private readonly IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware;
    private readonly List<string> _faults;
    private readonly HostSettings _settings;
    private readonly HostJson _hostJson;
    private readonly IReadOnlyList<FunctionMethod> _functions;
    private readonly Dictionary<FunctionMethod, ParameterBinder[]> _binders;
    private readonly IReadOnlyList<HttpRoute> _routes;
    private readonly Dictionary<FunctionMethod, TimerSchedule> _schedules = [];
    private readonly IReadOnlyList<QueueTrigger> _queueTriggers;
    private readonly QueuePlan _queues;
    private readonly IReadOnlyList<string> _storePaths;

    /// <param name="faults">What was found wrong before; more is added.</param>
    public HostComposition(
        IConfiguration configuration, IEnumerable<Type> functionTypes, bool servesHttp,
        IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, List<string> faults)
    {
        _configuration = configuration;
        _middleware = middleware;
        _faults = faults;
        _settings = HostSettings.Read(configuration, faults);
        _hostJson = HostJson.Read(configuration, faults);
        _functions = FunctionCatalog.Find(functionTypes, faults);
        _binders = _functions.ToDictionary(function => function, function => ParameterBinders.Choose(function, faults));
        _routes = HttpRoute.All(_functions, _hostJson.RoutePrefix, faults);
        if (_routes.Count > 0 && !servesHttp)
        {
            faults.Add("HTTP functions need builder.ConfigureFunctionsWebApplication() in the app.");
        }

        ReadSchedules();
        _queueTriggers = QueueTrigger.All(_functions, configuration, faults);
        _queues = new QueuePlan(_queueTriggers, _settings.Queues, faults);
        _storePaths = HostStores.Paths(configuration, _settings, _queueTriggers.Select(trigger => trigger.Connection));
        if (_storePaths.Count == 0 && NeedsStore())
        {
            faults.Add("No store is set. Set EmbeddedHost__Store to a path, or a connection setting to EmbeddedStore=data/app.db.");
        }
    }

    /// <exception cref="HostStartException">Something is wrong; the message lists it all, the app's own settings included.</exception>
    /// <exception cref="StoreInUseException">Another process owns the store.</exception>
    public IHost Build(WebApplicationBuilder web)
    {
        var needsKeys = _routes.Any(route => route.Level != AuthorizationLevel.Anonymous);
        var addresses = ListenAddresses.Read(_settings, needsKeys, _faults);
        AddServices(web);
        var app = web.Build();
        try
        {
            ConstructorCheck.Check(_functions, app.Services, _faults);
            ThrowFaults(app.Services, app.Environment.ContentRootPath);
            OpenStores(app.Services);
            Map(app);
            foreach (var address in addresses)
            {
                app.Urls.Add(address);
            }

            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private void AddServices(WebApplicationBuilder web)
    {
        var services = web.Services;
        if (services.All(service => service.ServiceType != typeof(IServer)))
        {
            web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = _settings.RequestBodyBytesMax;
            });
        }

        services.AddRouting();
        services.AddMvcCore();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HostStores>();
        services.AddSingleton<DurableHost>();
        services.AddSingleton(provider => new EmbeddedHost(provider.GetRequiredService<IServer>(), provider.GetRequiredService<HostStores>()));
        services.AddHostedService<TriggerService>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = _settings.DrainTime);
    }

    /// <summary>The app's own validation at start runs here too, so that one message has it all.</summary>
    private void ThrowFaults(IServiceProvider services, string folder)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException e)
        {
            _faults.AddRange(e.Failures);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            _faults.AddRange(e.InnerExceptions.SelectMany(inner => ((OptionsValidationException)inner).Failures));
        }

        if (_faults.Count > 0)
        {
            var localSettings = Path.Combine(folder, SettingFiles.LocalSettings);
            if (!File.Exists(localSettings))
            {
                _faults.Add(
                    $"No {localSettings} was found. Settings come from it, from the environment or from the command line. "
                    + "If there is a local.settings.sample.json beside the project, copy it to local.settings.json and fill it in.");
            }

            throw new HostStartException(_faults);
        }
    }

    /// <summary>Before anybody else can: clients made later find the stores open, with this clock and with the queues.</summary>
    private void OpenStores(IServiceProvider services)
    {
        var stores = services.GetRequiredService<HostStores>();
        stores.Open(_storePaths, services.GetRequiredService<TimeProvider>());
        if (stores.Main is { } main)
        {
            _queues.Declare(main);
            services.GetRequiredService<DurableHost>().Engine = new DurableEngine(main, new DurableEngineOptions
            {
                MaxConcurrentActivityFunctions = _hostJson.MaxConcurrentActivityFunctions,
                MaxConcurrentOrchestratorFunctions = _hostJson.MaxConcurrentOrchestratorFunctions,
                DefaultVersion = _hostJson.DefaultVersion,
                LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
                Random = services.GetService<Random>(),
            });
        }
    }

    private void Map(WebApplication app)
    {
        var host = app.Services.GetRequiredService<EmbeddedHost>();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        var gate = app.Services.GetRequiredService<HostStores>().Main?.Gate;
        var runners = _functions.ToDictionary(
            function => function,
            function => new FunctionRunner(function, _binders[function], _middleware, loggers.CreateLogger($"Function.{function.Name}"), gate));
        foreach (var route in _routes)
        {
            var keys = new FunctionKeys(_settings, route.Function.Name, route.Level);
            var function = new HttpFunction(runners[route.Function], keys, host.HttpGauge);
            var endpoint = app.Map(route.Pattern, function.AnswerAsync).WithDisplayName(route.Function.Name);
            if (route.Methods.Count > 0)
            {
                endpoint.WithMetadata(new HttpMethodMetadata(route.Methods));
            }
        }

        host.Listeners.AddRange(TimerListeners(app.Services, runners));
        host.Listeners.AddRange(QueueListeners(app.Services, runners));
        if (_storePaths.Count > 0)
        {
            host.Listeners.Add(new DurableListener(app.Services.GetRequiredService<DurableHost>().Engine, runners.Values, app.Services));
        }
    }

    private IEnumerable<ITriggerListener> QueueListeners(IServiceProvider services, Dictionary<FunctionMethod, FunctionRunner> runners)
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var timeProvider = services.GetRequiredService<TimeProvider>();
        var crowd = new RequestCrowd(services.GetRequiredService<EmbeddedHost>().HttpGauge);
        return _queueTriggers.Select(trigger =>
            new QueueListener(runners[trigger.Function], trigger, _hostJson, new HandlerGate(crowd), scopes, timeProvider));
    }

    private IEnumerable<ITriggerListener> TimerListeners(IServiceProvider services, Dictionary<FunctionMethod, FunctionRunner> runners)
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var timeProvider = services.GetRequiredService<TimeProvider>();
        TimerRecords? records = null;
        foreach (var (function, schedule) in _schedules)
        {
            var trigger = (TimerTriggerAttribute)function.Trigger;
            var isMonitored = trigger.UseMonitor && schedule.IsMonitored(timeProvider.GetUtcNow().UtcDateTime);
            if (isMonitored)
            {
                records ??= new TimerRecords(services.GetRequiredService<HostStores>().Main!);
            }

            yield return new TimerListener(
                runners[function], schedule, trigger.RunOnStartup, isMonitored ? records : null, _hostJson.FunctionTimeout, scopes, timeProvider);
        }
    }

    private void ReadSchedules()
    {
        foreach (var function in _functions)
        {
            if (function.Trigger is not TimerTriggerAttribute timer)
            {
                continue;
            }

            var text = SettingTemplate.Resolve(timer.Schedule, _configuration, function, _faults);
            if (TimerSchedule.Parse(text) is { } schedule)
            {
                _schedules.Add(function, schedule);
            }
            else if (!text.Contains('%', StringComparison.Ordinal))
            {
                _faults.Add($"{function.Label} has the schedule '{text}'. Expected: NCRONTAB such as '0 */5 * * * *', or a time such as 00:05:00.");
            }
        }
    }

    private bool NeedsStore() => _functions.Any(function => function.Trigger
        is TimerTriggerAttribute { UseMonitor: true } or OrchestrationTriggerAttribute or ActivityTriggerAttribute);
}
