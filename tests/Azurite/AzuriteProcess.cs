using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace StockFlow.Tests.Azurite;

/// <summary>The storage emulator's tables as a process on a port of its own, installed on first use. Needs Node. Ended when disposed of.</summary>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private static readonly TimeSpan InstallTimeMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private AzuriteProcess(Process process, int port)
    {
        _process = process;
        ConnectionString = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
            + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + $"TableEndpoint=http://127.0.0.1:{port}/devstoreaccount1";
    }

    public string ConnectionString { get; }

    /// <summary>Starts it, and returns once it listens.</summary>
    /// <exception cref="InvalidOperationException">Node is missing, or the emulator could not be installed or started.</exception>
    public static async Task<AzuriteProcess> StartAsync()
    {
        const string Prefix = "listening on ";
        var folder = Folder();
        await InstallAsync(folder);
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Run("node", folder, "run.js");
        process.OutputDataReceived += (_, output) =>
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
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new AzuriteProcess(process, await port.Task.WaitAsync(StartTimeMax));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StockFlow.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The emulator can only be started from inside the repository."), "tests", "Azurite");
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
}
