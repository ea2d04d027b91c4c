using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace StockFlow.Tests.Simulator;

/// <summary>The deterministic simulation, in processes of its own: it needs a thread pool of one thread.</summary>
public sealed class SeedTests
{
    private const int SeedsInCi = 50;
    private const int SeedsUntilNoticed = 40;

    [Fact]
    public async Task Fifty_days_keep_every_promise()
    {
        var (exitCode, output) = await RunAsync("StockFlow.Simulator.dll", "seeds", "--count", $"{SeedsInCi}", "--jobs", "2");

        Assert.True(exitCode == 0, output);
        Assert.Contains($"{SeedsInCi} seeds", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_that_once_failed_pass()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Regressions", "seeds.txt");
        var seeds = File.ReadLines(file).Where(line => char.IsAsciiDigit(line.FirstOrDefault())).Select(line => line.Split(' ')[0]).ToList();

        var (exitCode, output) = await RunAsync("StockFlow.Simulator.dll", ["seeds", "--seed", .. seeds]);

        Assert.NotEmpty(seeds);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_seed_goes_the_same_way_every_time()
    {
        const int Seed = 24;
        var folder = Directory.CreateTempSubdirectory("stockflow-seeds-").FullName;
        try
        {
            var traces = new List<string[]>();
            foreach (var run in Enumerable.Range(1, 2))
            {
                var file = Path.Combine(folder, $"{run}.txt");

                // The second time after another seed: what ran before must not matter.
                await RunAsync("StockFlow.Simulator.dll", ["seeds", "--trace", file, "--seed", .. run == 1 ? Array.Empty<string>() : ["3"], Seed.ToString(CultureInfo.InvariantCulture)]);
                // Log lines in brackets are for readers: they hold ids of invocations, which are random.
                traces.Add([.. File.ReadLines(file).SkipWhile(line => line != $"seed {Seed}").Where(line => !line.Contains("   (", StringComparison.Ordinal))]);
            }

            Assert.True(traces[0].Length > 1_000);
            Assert.Equal(traces[0], traces[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("no-if-match")]
    [InlineData("stale-levels")]
    public async Task A_broken_part_makes_a_seed_fail(string broken)
    {
        var (_, output) = await RunAsync("StockFlow.SeedChild.dll", broken, $"{SeedsUntilNoticed}");

        Assert.Matches(@"seed \d+ fails: ", output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
