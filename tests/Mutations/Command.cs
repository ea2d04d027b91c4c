using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace StockFlow.Mutations;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <param name="timeMax">Then it is ended.</param>
    /// <returns>The exit code, null where it was ended, and all it wrote.</returns>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static async Task<(int? ExitCode, string Output)> RunAsync(string folder, TimeSpan timeMax, string program, params string[] arguments)
    {
        var output = new StringBuilder();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var timeout = new CancellationTokenSource(timeMax);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, Written());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return (null, Written());
        }

        void Note(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }

        string Written()
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }
}
