using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StockFlow.Tests.EndToEnd;

/// <summary>The service as a process of its own, which can be killed and started again on the same store and address.</summary>
internal sealed class StockFlowProcess : IAsyncDisposable
{
    public const string FunctionKey = "crash-test-function-key-0123456789";

    private static readonly TimeSpan StartWaitMax = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly HttpClient _client = new();
    private readonly StringBuilder _output = new();
    private Process? _process;

    public StockFlowProcess(string storePath, IEnumerable<KeyValuePair<string, string>> settings)
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _settings = new Dictionary<string, string>(settings)
        {
            ["StockFlowStorage"] = $"EmbeddedStore={storePath}",
            ["StockFlowServiceBus"] = $"EmbeddedStore={storePath}",
            ["EmbeddedHost:Url"] = Address.ToString().TrimEnd('/'),
            ["EmbeddedHost:Keys:crash-test"] = FunctionKey,
            ["Logging:LogLevel:Default"] = "Warning",
        };
    }

    public Uri Address { get; }

    /// <summary>What the process wrote so far, over all its lives.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts it, and returns once it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StockFlow.Functions.dll"), .. _settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var started = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(started) > StartWaitMax)
            {
                throw new InvalidOperationException($"The service did not start:{Environment.NewLine}{Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _client.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(Address, "api/health"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
