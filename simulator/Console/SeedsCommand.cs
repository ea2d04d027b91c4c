using System.CommandLine;
using System.Globalization;
using StockFlow.Simulator.Seeds;

namespace StockFlow.Simulator.Console;

/// <summary>The command that runs the deterministic simulation.</summary>
internal static class SeedsCommand
{
    private const int ViolationsShownMax = 20;

    public static Command Create()
    {
        var count = Whole("--count", "Run this many seeds.", 100, least: 1);
        var first = Whole("--first", "Begin with this seed.", 1, least: 0);
        var step = Whole("--step", "Run every so manyeth seed only.", 1, least: 1);
        var jobs = Whole("--jobs", "Share the seeds out over so many processes.", 1, least: 1);
        var each = new Option<bool>("--each") { Description = "Tell how each seed ended, also those that pass." };
        var seeds = new Option<int[]>("--seed")
        {
            Description = "Run these seeds alone, exactly as they ran before.",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
        };
        var trace = new Option<string?>("--trace") { Description = "With --seed: write every event to FILE.", HelpName = "FILE" };
        var command = new Command("seeds", "Runs simulated days of a merchant, each decided by its seed, with faults at every boundary, and checks all promises.")
        {
            count, first, step, jobs, each, seeds, trace,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var share = new SeedShare(parsed.GetValue(first), parsed.GetValue(count), parsed.GetValue(step));
            return parsed.GetValue(seeds) is { Length: > 0 } some ? Task.FromResult(Run(some, parsed.GetValue(trace), tellsEach: true))
                : parsed.GetValue(jobs) > 1 ? RunInProcessesAsync(share, parsed.GetValue(jobs), parsed.GetValue(each), cancellationToken)
                : Task.FromResult(Run([.. share.Seeds], null, parsed.GetValue(each)));
        });
        return command;
    }

    private static Option<int> Whole(string name, string description, int byDefault, int least)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var given) || given < least))
            {
                result.AddError($"{name} takes a whole number of {least} or more, not '{result.Tokens[0].Value}'.");
            }
        });
        return option;
    }

    /// <returns>0 when every promise held at every seed, else 1.</returns>
    private static int Run(IReadOnlyList<int> seeds, string? traceFile, bool tellsEach)
    {
        SinglePool.Enter();
        using var trace = traceFile is null ? null : File.CreateText(traceFile);
        var tally = new SeedTally();
        foreach (var seed in seeds)
        {
            var result = SinglePool.Run(() => SeedRun.RunAsync(seed, trace is not null));
            tally.Add(seed, result.Passes, result.Simulated);
            if (tellsEach || !result.Passes)
            {
                Show(result);
            }

            trace?.WriteLine($"seed {seed}");
            foreach (var line in result.Trace)
            {
                trace?.WriteLine(line);
            }
        }

        return End(tally);
    }

    private static async Task<int> RunInProcessesAsync(SeedShare share, int jobs, bool tellsEach, CancellationToken cancellationToken)
    {
        var tally = new SeedTally();
        var ends = await Task.WhenAll(share.Split(jobs).Select(part => new SeedProcess(part).RunAsync(
            (seed, passes, simulated, line) =>
            {
                lock (tally)
                {
                    if (seed is { } known)
                    {
                        tally.Add(known, passes, simulated);
                    }

                    if (tellsEach || !passes)
                    {
                        System.Console.WriteLine(line);
                    }
                }
            },
            cancellationToken)));
        var code = End(tally);
        return ends.All(ended => ended) ? code : SimulatorCommand.AuditFailed;
    }

    private static int End(SeedTally tally)
    {
        System.Console.WriteLine(tally);
        return tally.Failed.Count == 0 ? SimulatorCommand.Passed : SimulatorCommand.AuditFailed;
    }

    private static void Show(SeedResult result)
    {
        System.Console.WriteLine(result);
        foreach (var violation in result.Violations.Take(ViolationsShownMax))
        {
            System.Console.WriteLine($"  {violation}");
        }
    }
}
