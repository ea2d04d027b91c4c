using System.Diagnostics.CodeAnalysis;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Backups;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>
/// <c>restore [--backup id] [--check] [--clear] [--unsealed] [--Setting=value …]</c>: the program as a tool that puts a backup into the tables that the
/// settings name. It serves nothing and runs no timer meanwhile; the app must be stopped.
/// </summary>
public static class RestoreCommand
{
    public const string Name = "restore";

    private const string Backup = "--backup";
    private const string Check = "--check";
    private const string Clear = "--clear";
    private const string Unsealed = "--unsealed";

    /// <param name="args">After the command's name. What is not its own goes to the settings.</param>
    /// <param name="configure">As of <see cref="StockFlowApp.Build"/>.</param>
    /// <returns>0 when all went well.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, Action<FunctionsApplicationBuilder>? configure, CancellationToken cancellationToken)
    {
        if (!TryParse(args, out var request, out var settings, out var unknown))
        {
            await output.WriteLineAsync($"'{unknown}' is not understood. Expected: {Name} [{Backup} id] [{Check}] [{Clear}] [{Unsealed}] [--Setting=value ...]");
            return 1;
        }

        using var host = StockFlowApp.Build(settings, configure);
        if (!host.Services.GetRequiredService<BackupShelf>().IsSet)
        {
            await output.WriteLineAsync("No place for backups is set. Expected: --StockFlowBackups=EmbeddedFolder=data, or StockFlowBackups__blobServiceUri.");
            return 1;
        }

        var outcome = await host.Services.GetRequiredService<BackupRestore>().RunAsync(request, output.WriteLine, cancellationToken);
        await output.WriteLineAsync(Say(outcome));
        return outcome is RestoreOutcome.Done or RestoreOutcome.Checked ? 0 : 1;
    }

    /// <param name="unknown">The first argument that is none: a mistyped <c>--check</c> must not restore.</param>
    internal static bool TryParse(IReadOnlyList<string> args, out RestoreRequest request, out string[] settings, [NotNullWhen(false)] out string? unknown)
    {
        (request, unknown) = (new RestoreRequest(), null);
        var others = new List<string>();
        for (var i = 0; i < args.Count && unknown is null; i++)
        {
            switch (args[i])
            {
                case Check:
                    request = request with { ChecksOnly = true };
                    break;
                case Clear:
                    request = request with { Clears = true };
                    break;
                case Unsealed:
                    request = request with { TakesUnsealed = true };
                    break;
                case Backup when i + 1 < args.Count:
                    request = request with { BackupId = args[++i] };
                    break;
                case ['-', '-', ..] when args[i].Contains('='):
                    others.Add(args[i]);
                    break;
                default:
                    unknown = args[i];
                    break;
            }
        }

        settings = [.. others];
        return unknown is null;
    }

    internal static string Say(RestoreOutcome outcome) => outcome switch
    {
        RestoreOutcome.Done done =>
            $"Restored backup {done.Backup.Id}: {done.Rows} rows as of {done.Backup.StartedAt:u}. Orders that will be done once more: {done.Reruns}. {(done.IsOverOlder ? "The app ran on these tables before: give it a new task hub, or another file on the embedded host. Then start" : "Start")} the app, then audit: POST audit?full=true.",
        RestoreOutcome.Checked check =>
            $"Backup {check.Backup.Id} of {check.Backup.StartedAt:u} is whole. Pieces: {check.Backup.Pieces.Count}, rows: {check.Backup.Tables.Values.Sum()}.",
        RestoreOutcome.NoBackup { Id: { } id } => $"There is no complete backup {id}.",
        RestoreOutcome.NoBackup => "There is no complete backup.",
        RestoreOutcome.UnknownFormat unknown => $"The backup has format {unknown.Format}; this program knows {BackupManifest.CurrentFormat}. Run the newer program.",
        RestoreOutcome.WrongKey wrong =>
            $"The backup is sealed with key {wrong.KeyId}; {(wrong.SetKeyId is { } set ? $"key {set}" : "no key")} is set. Expected: that key in StockFlow__Backups__Key.",
        RestoreOutcome.NotSealed bare =>
            $"Backup {bare.Id} is not sealed, though a key is set: anybody who can write to the container could have made it. Expected: {(bare.SealedId is { } id ? $"{Backup} {id}, which is sealed" : "a sealed backup, but there is none")}; or {Unsealed}, if you made this one before there was a key.",
        RestoreOutcome.Damaged damaged => $"{damaged.Reason} Take another backup with {Backup}.",
        RestoreOutcome.OtherUnfinished other => $"The restore of backup {other.BackupId} has not ended. Go on with {Backup} {other.BackupId}, or begin anew with {Clear}.",
        RestoreOutcome.NotEmpty full => $"Table {full.Table} is not empty. Restore into empty tables, or delete what is in them with {Clear}.",
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no words."),
    };
}
