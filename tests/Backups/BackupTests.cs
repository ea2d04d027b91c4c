using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using StockFlow.Backups;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Backups;

/// <summary>How backups come to be, and which of them stay.</summary>
public sealed class BackupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_timer_backs_up_every_night_and_keeps_as_many_as_it_should()
    {
        await using var world = await BackupWorld.StartAsync(("StockFlow:Backups:Kept", "2"), ("StockFlowBackUpSchedule", "0 0 * * * *"));
        await world.App.ReceiveAsync("CHAIR", 10);
        var kept = new List<string[]>();

        for (var hour = 0; hour < 3; hour++)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            await world.App.IdleAsync();
            kept.Add([.. (await world.App.GetAsync("backups")).Items.Select(item => item!["id"]!.GetValue<string>())]);
        }

        Assert.Equal([1, 2, 2], kept.Select(ids => ids.Length));
        Assert.Equal(kept[1][0], kept[2][1]);
        Assert.Equal(kept[2].Order(StringComparer.Ordinal), Directory.EnumerateDirectories(world.Shelf).Select(Path.GetFileName).Where(name => name![0] != '.').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_cut_off_by_a_restart_goes_on()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        Assert.Equal(202, (await world.App.PostAsync("backups")).Status);

        await world.App.RestartAsync();
        await world.App.IdleAsync();

        Assert.Single((await world.App.GetAsync("backups")).Items);
        Assert.Equal(0, (await CheckAsync(world)).Code);
    }

    [Fact]
    public async Task What_a_run_left_that_never_ended_is_no_backup_and_goes_with_the_next()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        var work = world.Work(new BackupOptions { PieceBytes = 1 });
        var run = BackupRun.Begin(world.Time.GetUtcNow());
        var first = await work.StepAsync(run, new BackupCursor(), null, Token);
        await work.StepAsync(run, first.Next!, first.Written, Token);

        var left = (await world.App.GetAsync("backups")).Items;
        var wasThere = Directory.Exists(Path.Combine(world.Shelf, run.Id));
        await world.BackUpAsync();

        Assert.Empty(left);
        Assert.True(wasThere);
        Assert.False(Directory.Exists(Path.Combine(world.Shelf, run.Id)));
    }

    [Fact]
    public async Task A_step_that_comes_late_changes_no_piece_that_is_part_of_the_backup()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        await world.App.ReceiveAsync("LAMP", 10);
        var work = world.Work(new BackupOptions { PieceBytes = 1 });
        var run = BackupRun.Begin(world.Time.GetUtcNow());
        var steps = new List<(BackupCursor Cursor, BackupPiece? Written)>();
        var (cursor, written) = (new BackupCursor(), (BackupPiece?)null);
        for (var isDone = false; !isDone;)
        {
            if (cursor.Stage == BackupStage.Sealing)
            {
                // All that were done before are done once more, and read what is there now.
                await world.App.OrderAsync("late", ("CHAIR", 1));
                foreach (var (late, before) in steps)
                {
                    await work.StepAsync(run, late, before, Token);
                }
            }

            steps.Add((cursor, written));
            var answer = await work.StepAsync(run, cursor, written, Token);
            (cursor, written, isDone) = (answer.Next ?? cursor, answer.Written, answer.Next is null);
        }

        Assert.Equal(0, (await CheckAsync(world)).Code);
        await world.ReviveAsync();
        Assert.Equal((10, 0, 10), await world.UnitsAsync("CHAIR"));
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task A_piece_that_was_lost_before_it_was_read_back_leaves_no_backup()
    {
        await using var world = await BackupWorld.StartAsync();
        await world.App.ReceiveAsync("CHAIR", 10);
        var work = world.Work(new BackupOptions { PieceBytes = 1 });
        var run = BackupRun.Begin(world.Time.GetUtcNow());
        var answer = await work.StepAsync(run, new BackupCursor(), null, Token);
        while (answer.Next!.Stage == BackupStage.Copying)
        {
            answer = await work.StepAsync(run, answer.Next, answer.Written, Token);
        }

        var piece = world.Pieces(run.Id).First();
        var content = await File.ReadAllBytesAsync(piece, Token);
        await File.WriteAllBytesAsync(piece, content[..^1], Token);

        var fault = await Assert.ThrowsAsync<DamagedPieceException>(() => work.StepAsync(run, answer.Next, answer.Written, Token));
        Assert.Equal(Path.GetFileName(piece), fault.Piece);
    }

    [Fact]
    public async Task Without_a_place_there_are_no_backups_and_nothing_fails()
    {
        await using var world = await AppWorld.StartAsync(("StockFlowBackups", ""), ("StockFlowBackUpSchedule", "0 0 * * * *"));
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.IdleAsync();

        Assert.Equal((409, "no-backup-place"), ((await world.GetAsync("backups")).Status, (await world.PostAsync("backups")).Error));
        Assert.Empty((await world.GetAsync("failures")).Items);
    }

    [Fact]
    public void Complete_backups_beyond_those_kept_go_and_what_older_runs_left()
    {
        BackupFolder[] folders = [Folder("7", false), Folder("6", true), Folder("5", false), Folder("4", true), Folder("3", true), Folder("2", false)];

        Assert.Equal(["2", "3", "5"], BackupRetention.FindOld(folders, 2).Select(folder => folder.Id));
        Assert.Equal(["2", "3", "4", "5"], BackupRetention.FindOld(folders, 1).Select(folder => folder.Id));
        Assert.Equal(["2", "5"], BackupRetention.FindOld(folders, 3).Select(folder => folder.Id));
        Assert.Empty(BackupRetention.FindOld([Folder("2", false), Folder("1", false)], 1));
    }

    [Fact]
    public void Every_type_of_a_property_comes_back_as_it_was()
    {
        var row = new TableEntity("p=2F", "r")
        {
            ["Text"] = "ä\t\"\n\\",
            ["Empty"] = "",
            ["Int32"] = int.MinValue,
            ["Int64"] = long.MaxValue,
            ["Double"] = 0.1,
            ["True"] = true,
            ["Time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1),
            ["Binary"] = new byte[] { 0, 255 },
            ["Guid"] = Guid.Parse("00000000-0000-0000-0000-000000000001"),
        };
        using var writer = new PieceWriter(1);
        writer.Add("t", row);
        var (piece, content) = writer.Close("b", 0, key: null);

        var read = Assert.Single(PieceReader.Read(BinaryData.FromBytes(content), "b", piece, key: null));

        Assert.Equal(("t", "p=2F", "r"), (read.Table, read.Entity.PartitionKey, read.Entity.RowKey));
        foreach (var name in row.Keys.Where(name => char.IsUpper(name[0]) && name is not ("PartitionKey" or "RowKey")))
        {
            Assert.Equal(row[name], read.Entity[name]);
            Assert.Equal(row[name]!.GetType(), read.Entity[name]!.GetType());
        }
    }

    [Theory]
    [InlineData("Backups:Kept", "0", false)]
    [InlineData("Backups:Kept", "1", true)]
    [InlineData("Backups:Kept", "366", true)]
    [InlineData("Backups:Kept", "367", false)]
    [InlineData("Backups:Key", "c2hvcnQ=", false)]
    [InlineData("Backups:Key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", true)]
    [InlineData("Backups:Key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("Backups:Key", "no key at all", false)]
    public void Settings_are_checked_at_start_and_no_fault_quotes_a_key(string name, string value, bool isValid)
    {
        var faults = new BackupSettings(Configure(("StockFlow:" + name, value))).FindFaults();

        Assert.Equal(isValid, faults.Count == 0);
        Assert.DoesNotContain(faults, fault => name.EndsWith("Key", StringComparison.Ordinal) && fault.ToString().Contains(value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("StockFlowBackups", "EmbeddedFolder=data", true)]
    [InlineData("StockFlowBackups", "data", false)]
    [InlineData("StockFlowBackups:blobServiceUri", "somewhere", false)]
    [InlineData("StockFlowBackups:blobServiceUri", "", true)]
    public void A_place_that_is_none_is_found_at_start(string name, string value, bool isValid) =>
        Assert.Equal(isValid, new BackupSettings(Configure((name, value))).FindFaults().Count == 0);

    private static IConfiguration Configure(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();

    private static BackupFolder Folder(string id, bool isComplete) => new(id, [], isComplete);

    private static async Task<(int Code, string Output)> CheckAsync(BackupWorld world)
    {
        await world.StopAppAsync();
        var answer = await world.RestoreAsync(["--check"]);
        await world.StartAppAsync();
        return answer;
    }
}
