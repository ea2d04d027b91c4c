using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace StockFlow.Simulator.Seeds;

/// <summary>A process of this same program that runs a share of the seeds: one run needs a whole thread pool.</summary>
internal sealed partial class SeedProcess(SeedShare share)
{
    /// <summary>Told of each line: with the seed where it tells how one ended, with null for more about the seed before.</summary>
    public delegate void Line(int? seed, bool passes, TimeSpan simulated, string text);

    /// <returns>False when the process broke off.</returns>
    public async Task<bool> RunAsync(Line line, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        string[] dll = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];
        var start = new ProcessStartInfo(program, [.. dll, "seeds", "--first", Text(share.First), "--count", Text(share.Count), "--step", Text(share.Step), "--each"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var passes = true;
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } text)
            {
                if (SeedLine().Match(text) is { Success: true } match)
                {
                    passes = match.Groups["end"].Value == "passes";
                    var hours = double.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture);
                    line(int.Parse(match.Groups["seed"].Value, CultureInfo.InvariantCulture), passes, TimeSpan.FromHours(hours), text);
                }
                else if (!text.Contains("seeds/s", StringComparison.Ordinal) && !text.StartsWith("failed:", StringComparison.Ordinal))
                {
                    line(null, passes, TimeSpan.Zero, text);
                }
            }

            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^seed (?<seed>\d+): (?<end>passes|FAILS), .* (?<hours>[\d.]+) simulated hours$")]
    private static partial Regex SeedLine();
}
