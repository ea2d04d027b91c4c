using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using StockFlow.Tests.Azurite;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace StockFlow.Tests.Azurite;

/// <summary>
/// The storage emulator's tables, installed and started by the first test that asks, on a port of its own, and ended with the test run.
/// Needs Node. Without it tests are skipped with the reason; where the environment says CI=true they fail.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    private static readonly TimeSpan InstallTimeMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromMinutes(1);

    private readonly Lazy<Task<string>> _start;
    private Process? _process;

    public AzuriteServer()
    {
        _start = new Lazy<Task<string>>(StartAsync);
    }

    /// <summary>The connection string of the running emulator.</summary>
    public async Task<string> ConnectionStringAsync()
    {
        try
        {
            return await _start.Value;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"The storage emulator can't be started, so this engine is not tested: {e.Message}");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StockFlow.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests don't run inside the repository."), "tests", "Azurite");
    }

    private static async Task InstallAsync(string folder)
    {
        // Several test runs may come here at once; the lock lets one of them install.
        using var timeout = new CancellationTokenSource(InstallTimeMax);
        await using var installing = await LockAsync(Path.Combine(Path.GetTempPath(), "stockflow-azurite-install.lock"), timeout.Token);
        if (File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            return;
        }

        using var npm = Run(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        npm.StandardInput.Close();
        var output = npm.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = npm.StandardError.ReadToEndAsync(timeout.Token);
        await npm.WaitForExitAsync(timeout.Token);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}: {await output} {await errors}");
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }
    }

    private static Process Run(string program, string folder, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{program}' is not installed ({e.Message}). Install Node 20 or later.", e);
        }
    }

    private async Task<string> StartAsync()
    {
        const string Prefix = "listening on ";
        var folder = Folder();
        await InstallAsync(folder);
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Run("node", folder, "run.js");
        _process.OutputDataReceived += (_, output) =>
        {
            if (output.Data is null)
            {
                port.TrySetException(new InvalidOperationException("The emulator ended before it listened."));
            }
            else if (output.Data.StartsWith(Prefix, StringComparison.Ordinal))
            {
                port.TrySetResult(int.Parse(output.Data.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
            }
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
            + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + $"TableEndpoint=http://127.0.0.1:{await port.Task.WaitAsync(StartTimeMax)}/devstoreaccount1";
    }
}
