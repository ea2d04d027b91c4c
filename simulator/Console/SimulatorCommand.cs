using System.CommandLine;
using Spectre.Console;
using StockFlow.Simulator.Replay;
using StockFlow.Simulator.Retail;

namespace StockFlow.Simulator.Console;

/// <summary>The main command: replays real orders and shows what they came to.</summary>
internal static class SimulatorCommand
{
    public const int Passed = 0;
    public const int AuditFailed = 1;
    public const int BadArguments = 2;

    private const int Interrupted = 130;

    /// <returns>0 when the audit passes, 1 when it fails or the replay breaks off, 2 for bad arguments or data, 130 when interrupted.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var orders = new Option<int?>("--orders") { Description = "Replay only the first N orders.", HelpName = "N" };
        var data = new Option<string?>("--data") { Description = "A CSV file with the columns of UCI Online Retail, plain or gzipped, of any size.", HelpName = "FILE" };
        var faults = new Option<bool>("--faults") { Description = "Let calls and deliveries go wrong: 429, 500, broken connections, refused items, lost, doubled and late webhooks." };
        var seed = new Option<int>("--seed") { Description = "Decides what goes wrong and when.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var keep = new Option<string?>("--keep") { Description = "Keep the store in FILE, to look at it afterwards.", HelpName = "FILE" };
        orders.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count < 1))
            {
                result.AddError($"--orders takes a whole number of 1 or more, not '{result.Tokens[0].Value}'.");
            }
        });
        data.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !File.Exists(result.Tokens[0].Value))
            {
                result.AddError($"--data: there is no file '{result.Tokens[0].Value}'.");
            }
        });
        keep.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && File.Exists(result.Tokens[0].Value))
            {
                result.AddError($"--keep: '{result.Tokens[0].Value}' is there already; a replay begins with an empty store.");
            }
        });

        var root = new RootCommand("Replays a month of a real retailer's orders through StockFlow and four marketplaces, and audits the outcome.")
        {
            orders, data, faults, seed, keep, SeedsCommand.Create(),
        };
        root.SetAction((parsed, cancellationToken) => ReplayAsync(
            new SimulationOptions
            {
                SalesMax = parsed.GetValue(orders),
                WithFaults = parsed.GetValue(faults),
                Seed = parsed.GetValue(seed),
                StorePath = parsed.GetValue(keep),
            } is var options && parsed.GetValue(data) is { } file ? options with { DataPath = file } : options,
            cancellationToken));

        var result = root.Parse(args);
        if (result.Errors.Count == 0)
        {
            return await result.InvokeAsync();
        }

        foreach (var message in result.Errors.Select(error => error.Message).Distinct())
        {
            await System.Console.Error.WriteLineAsync(message);
        }

        await System.Console.Error.WriteLineAsync("See --help.");
        return BadArguments;
    }

    private static async Task<int> ReplayAsync(SimulationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var replay = new Func<IReplayProgress, Task<ReplayReport>>(progress => new Replay.Replay(options, progress).RunAsync(cancellationToken));
            var report = IsLive() ? await LiveAsync(replay) : await replay(new PlainProgress(System.Console.Out));
            new ReportView(IsLive() ? AnsiConsole.Console : PlainConsole()).Show(report);
            return report.Audit.Passes ? Passed : AuditFailed;
        }
        catch (RetailFileException unusable)
        {
            await System.Console.Error.WriteLineAsync(unusable.Message);
            return BadArguments;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await System.Console.Error.WriteLineAsync("Interrupted.");
            return Interrupted;
        }
        catch (Exception broken)
        {
            // The outermost boundary: whatever it was, the audit has not passed.
            await System.Console.Error.WriteLineAsync($"The replay broke off. {broken}");
            return AuditFailed;
        }
    }

    private static bool IsLive() =>
        !System.Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive && Environment.GetEnvironmentVariable("CI") is null or "";

    private static IAnsiConsole PlainConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 120;
        return console;
    }

    private static Task<ReplayReport> LiveAsync(Func<IReplayProgress, Task<ReplayReport>> replay) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
        .StartAsync(async context =>
        {
            var progress = new LiveProgress(context);
            var report = await replay(progress);
            progress.End();
            return report;
        });
}
