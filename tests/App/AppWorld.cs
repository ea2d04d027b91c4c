using System.Net.Http.Headers;
using System.Text;
using EmbeddedFunctions.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using StockFlow.Channels;
using StockFlow.Functions;
using StockFlow.Simulator.Marketplaces.Http;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.App;

/// <summary>
/// The whole app on the embedded host, reached through HTTP only: two locations, a till in real time, function keys, a clock that the
/// test moves. Every answer is compared with docs/openapi.json.
/// </summary>
internal sealed class AppWorld : IAsyncDisposable
{
    public const string Key = "function-key-of-the-tests";
    public const string Secret = "whsec_c2VjcmV0IG9mIHRoZSB0aWxsIGluIHRoZSB0ZXN0cw==";

    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-app-").FullName;
    private readonly SocketsHttpHandler _handler = new() { UseProxy = false };
    private readonly Dictionary<string, string> _settings;
    private IHost _host = null!;
    private HttpClient _client = null!;
    private ILoggerProvider? _log;
    private int _deliveries;

    private AppWorld(FakeTime time, FakeTill till, params (string Name, string Value)[] settings)
    {
        Time = time;
        Till = till;
        var store = $"EmbeddedStore={Path.Combine(_folder, "stockflow.db")}";
        _settings = new()
        {
            ["StockFlowStorage"] = store,
            ["StockFlowServiceBus"] = store,
            ["StockFlowBackups"] = $"EmbeddedFolder={_folder}",
            ["EmbeddedHost:Url"] = "http://127.0.0.1:0",
            ["EmbeddedHost:Keys:default"] = Key,
            ["StockFlow:Locations:london:Priority"] = "1",
            ["StockFlow:Locations:leeds:Priority"] = "2",
        };
        AddChannel("till");
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }

    public FakeTime Time { get; }

    public FakeTill Till { get; }

    public OpenApiDocument Api { get; } = new();

    public IServiceProvider Services => _host.Services;

    /// <summary>The file of the store.</summary>
    public string StorePath => Path.Combine(_folder, "stockflow.db");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<AppWorld> StartAsync(params (string Name, string Value)[] settings) => StartAsync(new FakeTime(), new FakeTill(), settings);

    /// <summary>With a clock and a till that are there already.</summary>
    public static async Task<AppWorld> StartAsync(FakeTime time, FakeTill till, params (string Name, string Value)[] settings)
    {
        var world = new AppWorld(time, till, settings);
        await world.RunAsync();
        return world;
    }

    /// <summary>As above, and every log line goes to the provider.</summary>
    public static async Task<AppWorld> StartAsync(ILoggerProvider log, params (string Name, string Value)[] settings)
    {
        var world = new AppWorld(new FakeTime(), new FakeTill(), settings) { _log = log };
        await world.RunAsync();
        return world;
    }

    public void AddChannel(string id)
    {
        _settings[$"StockFlow:Channels:{id}:Kind"] = "http";
        _settings[$"StockFlow:Channels:{id}:Endpoint"] = "https://till.example.com/till";
        _settings[$"StockFlow:Channels:{id}:PollInterval"] = "never";
        _settings[$"StockFlow:Channels:{id}:WebhookSecret"] = Secret;
    }

    /// <summary>Stops the app and starts it on the same store.</summary>
    /// <param name="settings">Those that are others from now on.</param>
    public async Task RestartAsync(params (string Name, string Value)[] settings)
    {
        await StopAsync();
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        await RunAsync();
    }

    public Task<ApiAnswer> GetAsync(string path, string? key = Key) => SendAsync(HttpMethod.Get, path, null, key);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<ApiAnswer> PostAsync(string path, string json = "") => SendAsync(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<ApiAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? key = Key, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.Add(name, value);
        }

        using var response = await _client.SendAsync(request, Cancellation);
        var answer = new ApiAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Location?.ToString(),
            await response.Content.ReadAsStringAsync(Cancellation))
        {
            RetryAfterSeconds = (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
        };
        Api.Check(method.Method, new Uri(_client.BaseAddress!, path).AbsolutePath, answer);
        return answer;
    }

    /// <summary>Sends a signed webhook.</summary>
    public Task<ApiAnswer> DeliverAsync(
        string body, string channel = "till", string secret = Secret, string? id = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var signed = StandardWebhook.Headers(secret, id ?? $"msg_{++_deliveries}", Time.GetUtcNow(), bytes);
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return SendAsync(
            HttpMethod.Post, $"webhooks/{channel}", content, key: null, signed.Concat(headers ?? new Dictionary<string, string>()).ToDictionary());
    }

    /// <summary>An order's webhook is taken in and worked off.</summary>
    public async Task OrderAsync(string id, params (string Sku, int Units)[] lines)
    {
        var answer = await DeliverAsync(OrderBody(id, lines));
        Assert.Equal(202, answer.Status);
        await IdleAsync();
    }

    public string OrderBody(string id, params (string Sku, int Units)[] lines)
    {
        var now = Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var items = lines.Select((line, at) => $$"""{"id":"{{at + 1}}","sku":"{{line.Sku}}","orderedUnits":{{line.Units}}}""");
        return $$$"""{"type":"order.updated","data":{"id":"{{{id}}}","state":"open","placedAt":"{{{now}}}","updatedAt":"{{{now}}}","lines":[{{{string.Join(",", items)}}}]}}""";
    }

    public async Task ReceiveAsync(string sku, int units, string location = "london")
    {
        var answer = await PostAsync(
            $"stock/{Uri.EscapeDataString(sku)}/movements",
            $$"""{"commandId":"{{Guid.NewGuid()}}","kind":"receive","location":"{{location}}","units":{{units}}}""");
        Assert.Equal(200, answer.Status);
    }

    /// <summary>
    /// Everything that can be done before the clock moves is done. What waits for the clock amid its work, as who has lost a write does, is let on
    /// after ten seconds of the machine's own: threads decide whether there is any.
    /// </summary>
    public async Task IdleAsync()
    {
        var idle = _host.Services.GetRequiredService<EmbeddedHost>().WhenIdleAsync(Cancellation);
        var wait = TimeSpan.FromSeconds(10);
        for (var second = 0; second < 300 && await Task.WhenAny(idle, Task.Delay(wait, TimeProvider.System, Cancellation)) != idle; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            wait = TimeSpan.FromMilliseconds(200);
        }

        await idle.WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
    }

    /// <summary>Lets time pass, second by second, each as soon as nothing goes on but waiting for the clock.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end; Time.Advance(TimeSpan.FromSeconds(1)))
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var idle = Services.GetRequiredService<EmbeddedHost>().WhenIdleAsync(enough.Token);
            await Task.WhenAny(idle, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation));
            await enough.CancelAsync();
            await idle.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _handler.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync()
    {
        _host = StockFlowApp.Build(
            [.. _settings.Select(setting => $"--{setting.Key}={setting.Value}")],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(Time);
                builder.Services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(() => Till));
                foreach (var exporter in new[] { "OtlpTraceExporter", "OtlpMetricExporter" })
                {
                    // Telemetry is no business of the till's.
                    builder.Services.AddHttpClient(exporter).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false });
                }

                RemoveConsole(builder.Logging);
                if (_log is not null)
                {
                    builder.Logging.AddProvider(_log);
                }
            });
        await _host.StartAsync(Cancellation);
        _client = new HttpClient(_handler, disposeHandler: false)
        {
            BaseAddress = new Uri(_host.Services.GetRequiredService<EmbeddedHost>().Url + "/api/"),
        };
    }

    private static void RemoveConsole(ILoggingBuilder logging)
    {
        foreach (var provider in logging.Services.Where(service => service.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
        {
            logging.Services.Remove(provider);
        }
    }

    private async Task StopAsync()
    {
        _client?.Dispose();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
