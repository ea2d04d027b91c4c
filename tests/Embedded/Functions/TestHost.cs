using EmbeddedFunctions.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace StockFlow.Tests.Embedded.Functions;

/// <summary>A real host on a free port, with its files in a folder of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private TestHost(IHost host, string folder, bool ownsFolder, TestLog log)
    {
        Host = host;
        Folder = folder;
        _ownsFolder = ownsFolder;
        Log = log;
        Embedded = host.Services.GetRequiredService<EmbeddedHost>();
        Client = new HttpClient { BaseAddress = new Uri(Embedded.Url) };
    }

    public IHost Host { get; }

    public EmbeddedHost Embedded { get; }

    public HttpClient Client { get; }

    public string Folder { get; }

    public TestLog Log { get; }

    public static string NewFolder() => Directory.CreateTempSubdirectory("functions-host-").FullName;

    public static async Task<TestHost> StartAsync(Type[] functions, Action<FunctionsApplicationBuilder>? configure = null, string? folder = null)
    {
        var path = folder ?? NewFolder();
        var log = new TestLog();
        var host = Build(functions, path, log, configure);
        await host.StartAsync();
        return new TestHost(host, path, folder is null, log);
    }

    /// <summary>Builds without starting, for settings that are refused.</summary>
    public static IHost Build(Type[] functions, string folder, TestLog log, Action<FunctionsApplicationBuilder>? configure = null)
    {
        var builder = FunctionsApplication.CreateBuilder(
            ["--contentRoot", folder, "--EmbeddedHost:Url", "http://127.0.0.1:0", "--EmbeddedHost:Store", Path.Combine(folder, "store.db")]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseFunctionTypes(functions);
        builder.Logging.ClearProviders().AddProvider(log);
        configure?.Invoke(builder);
        return builder.Build();
    }

    public static Action<FunctionsApplicationBuilder> Settings(params (string Name, string? Value)[] settings) => builder =>
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Name, pair => pair.Value));

    public static Action<FunctionsApplicationBuilder> Clock(TimeProvider timeProvider) => builder =>
        builder.Services.Replace(ServiceDescriptor.Singleton(timeProvider));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync();
        Host.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
