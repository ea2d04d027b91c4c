using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Backups;
using StockFlow.Functions.Operations.Backups;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Backups;

/// <summary>What the command refuses, and what becomes of a restore that is cut off.</summary>
public sealed class RestoreCommandTests
{
    private static readonly string Key = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
    private static readonly string OtherKey = Convert.ToBase64String(Enumerable.Range(2, 32).Select(i => (byte)i).ToArray());

    [Fact]
    public async Task A_restore_that_is_cut_off_after_any_piece_is_gone_on_with_and_the_app_waits_for_its_end()
    {
        await using var world = await StartAsync();
        var id = await world.BackUpInPiecesAsync();
        var pieces = world.Pieces(id).Count();

        for (var restored = 0; restored < pieces; restored++)
        {
            await world.LoseStoreAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => world.RestoreAsync([], cutAfter: pieces + restored));
            var refusal = await Assert.ThrowsAsync<RestoreUnfinishedException>(world.StartAppAsync);
            Assert.Contains(id, refusal.Message, StringComparison.Ordinal);

            var (code, output) = await world.RestoreAsync([]);

            Assert.True(code == 0, output);
        }

        await world.StartAppAsync();
        await world.SettleAsync();
        Assert.True(pieces >= 4);
        Assert.Equal((10, 3, 7), await world.UnitsAsync("CHAIR"));
        Assert.Empty(await world.AuditAsync());
    }

    [Fact]
    public async Task Tables_that_are_not_empty_are_refused_unless_they_are_to_be_cleared()
    {
        await using var world = await StartAsync();
        await world.BackUpAsync();
        await world.App.ReceiveAsync("SOFA", 1);
        await world.StopAppAsync();

        var refused = await world.RestoreAsync([]);
        var cleared = await world.RestoreAsync(["--clear"]);
        var old = await Assert.ThrowsAsync<RestoredHubException>(world.StartAppAsync);

        // As on Azure, where a hub of another name is another one.
        world.Set(BackupOptions.TaskHubSetting.Replace("__", ":", StringComparison.Ordinal), "StockFlow2");
        await world.StartAppAsync();
        await world.SettleAsync();

        Assert.Equal(1, refused.Code);
        Assert.Contains("is not empty", refused.Output, StringComparison.Ordinal);
        Assert.Equal(0, cleared.Code);
        Assert.Contains("on the embedded host, whose hub is in its file, another file", old.Message, StringComparison.Ordinal);
        Assert.Equal(404, (await world.App.GetAsync("stock/SOFA")).Status);
        Assert.Equal((10, 3, 7), await world.UnitsAsync("CHAIR"));
    }

    [Fact]
    public async Task After_a_restore_the_app_starts_with_a_task_hub_that_was_never_used_and_with_no_other()
    {
        var setting = BackupOptions.TaskHubSetting.Replace("__", ":", StringComparison.Ordinal);
        await using var world = await StartAsync((setting, "StockFlow"));
        await world.BackUpAsync();
        await world.StopAppAsync();

        var (_, output) = await world.RestoreAsync(["--clear"]);
        var first = await Assert.ThrowsAsync<RestoredHubException>(world.StartAppAsync);
        world.Set(setting, "STOCKFLOW");
        await Assert.ThrowsAsync<RestoredHubException>(world.StartAppAsync);
        world.Set(setting, "StockFlow2");
        await world.StartAppAsync();
        await world.StopAppAsync();
        await world.StartAppAsync();
        await world.BackUpAsync();
        await world.StopAppAsync();
        await world.RestoreAsync(["--clear"]);
        var second = await Assert.ThrowsAsync<RestoredHubException>(world.StartAppAsync);
        world.Set(setting, "StockFlow");
        await Assert.ThrowsAsync<RestoredHubException>(world.StartAppAsync);
        world.Set(setting, "StockFlow3");
        await world.StartAppAsync();

        Assert.Contains("give it a new task hub", output, StringComparison.Ordinal);
        Assert.Contains($"{BackupOptions.TaskHubSetting}=StockFlow2", first.Message, StringComparison.Ordinal);
        Assert.Contains("task hub StockFlow2 has worked", second.Message, StringComparison.Ordinal);
        Assert.Equal((10, 3, 7), await world.UnitsAsync("CHAIR"));
    }

    [Fact]
    public async Task Another_backup_is_not_put_on_top_of_one_half_restored()
    {
        await using var world = await StartAsync();
        var first = await world.BackUpAsync();
        var second = await world.BackUpAsync();
        await world.LoseStoreAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => world.RestoreAsync(["--backup", first], cutAfter: 1));

        var other = await world.RestoreAsync(["--backup", second]);
        var anew = await world.RestoreAsync(["--backup", second, "--clear"]);

        Assert.Equal(1, other.Code);
        Assert.Contains(first, other.Output, StringComparison.Ordinal);
        Assert.Equal(0, anew.Code);
    }

    [Fact]
    public async Task A_piece_that_was_changed_is_named_and_nothing_is_written()
    {
        await using var world = await StartAsync();
        var id = await world.BackUpInPiecesAsync();
        var piece = world.Pieces(id).Last();
        var content = await File.ReadAllBytesAsync(piece, AppWorld.Cancellation);
        content[content.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(piece, content, AppWorld.Cancellation);
        await world.LoseStoreAsync();

        var changed = await world.RestoreAsync([]);
        File.Delete(piece);
        var missing = await world.RestoreAsync(["--check"]);
        await world.StartAppAsync();

        Assert.Equal((1, 1), (changed.Code, missing.Code));
        Assert.Contains($"{Path.GetFileName(piece)} is damaged: its SHA-256", changed.Output, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFileName(piece)} is damaged: it is missing", missing.Output, StringComparison.Ordinal);
        Assert.Equal(404, (await world.App.GetAsync("stock/CHAIR")).Status);
    }

    [Fact]
    public async Task What_is_sealed_is_read_with_its_own_key_only_and_no_output_has_a_key()
    {
        await using var world = await StartAsync(("StockFlow:Backups:Key", Key));
        var id = await world.BackUpAsync();
        var listed = await world.App.GetAsync("backups");
        await world.LoseStoreAsync();

        var other = await world.RestoreAsync(["--StockFlow:Backups:Key=" + OtherKey]);
        var none = await world.RestoreAsync(["--StockFlow:Backups:Key="]);
        var right = await world.RestoreAsync(["--check"]);

        Assert.Equal((1, 1, 0), (other.Code, none.Code, right.Code));
        Assert.True(BackupKey.TryParse(Key, out var key));
        Assert.Equal(key.Id, listed.Items[0]!["keyId"]!.GetValue<string>());
        Assert.Contains(key.Id, other.Output, StringComparison.Ordinal);
        Assert.Contains("no key is set", none.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, other.Output + none.Output + right.Output + key, StringComparison.Ordinal);
        var stored = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Assert.Single(world.Pieces(id)), AppWorld.Cancellation));
        Assert.DoesNotContain("CHAIR", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sealed_backup_whose_list_of_pieces_was_shortened_is_refused()
    {
        await using var world = await StartAsync(("StockFlow:Backups:Key", Key));
        var id = await world.BackUpInPiecesAsync();
        await world.StopAppAsync();
        var path = Path.Combine(world.Shelf, id, "manifest.json");
        var manifest = System.Text.Json.JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllTextAsync(path, AppWorld.Cancellation))!;
        await File.WriteAllTextAsync(
            path, System.Text.Json.JsonSerializer.Serialize(manifest with { Pieces = [.. manifest.Pieces.SkipLast(1)] }), AppWorld.Cancellation);

        var (code, output) = await world.RestoreAsync(["--check"]);

        Assert.Equal(1, code);
        Assert.Contains("list of pieces", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_seal_is_refused_where_there_is_a_key_unless_it_is_said_to_be_right()
    {
        await using var world = await StartAsync();
        var bare = await world.BackUpAsync();
        await world.LoseStoreAsync();

        var none = await world.RestoreAsync(["--check", "--StockFlow:Backups:Key=" + Key]);
        var allowed = await world.RestoreAsync(["--unsealed", "--StockFlow:Backups:Key=" + Key]);

        Assert.Equal((1, 0), (none.Code, allowed.Code));
        Assert.Contains($"{bare} is not sealed", none.Output, StringComparison.Ordinal);
        Assert.Contains("there is none", none.Output, StringComparison.Ordinal);
        Assert.Contains("--unsealed", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_backup_that_is_newer_is_refused_and_the_newest_sealed_one_is_named()
    {
        await using var world = await StartAsync(("StockFlow:Backups:Key", Key));
        var sealedId = await world.BackUpAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var forged = BackupRun.Begin(world.Time.GetUtcNow());
        await WriteManifestAsync(world, forged.Id, BackupManifest.Of(forged, forged.StartedAt, null, []));
        await world.StopAppAsync();

        var (code, output) = await world.RestoreAsync(["--clear"]);

        Assert.Equal(1, code);
        Assert.Contains($"{forged.Id} is not sealed", output, StringComparison.Ordinal);
        Assert.Contains($"--backup {sealedId}, which is sealed", output, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RestoreAsync(["--check", "--backup", sealedId])).Code);
    }

    [Fact]
    public async Task An_older_backup_in_a_newer_folder_does_not_pass_for_a_newer_one()
    {
        await using var world = await StartAsync(("StockFlow:Backups:Key", Key));
        var old = await world.BackUpAsync();
        await world.StopAppAsync();
        Directory.CreateDirectory(Path.Combine(world.Shelf, "20990101T000000000Z"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(world.Shelf, old)))
        {
            File.Copy(file, Path.Combine(world.Shelf, "20990101T000000000Z", Path.GetFileName(file)));
        }

        var (code, output) = await world.RestoreAsync(["--check"]);

        Assert.Equal(1, code);
        Assert.Contains("manifest.json of backup 20990101T000000000Z is damaged", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("gibberish")]
    public async Task A_manifest_that_cannot_be_read_is_named(string text)
    {
        await using var world = await StartAsync();
        var id = await world.BackUpAsync();
        await world.StopAppAsync();
        await File.WriteAllTextAsync(Path.Combine(world.Shelf, id, "manifest.json"), text, AppWorld.Cancellation);

        var (code, output) = await world.RestoreAsync(["--check"]);

        Assert.Equal(1, code);
        Assert.Contains($"manifest.json of backup {id} is damaged", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_backup_or_a_place_for_one_it_says_so()
    {
        await using var world = await StartAsync();
        await world.LoseStoreAsync();

        var none = await world.RestoreAsync([]);
        var unknown = await world.RestoreAsync(["--backup", "20200101T000000000Z"]);
        var nowhere = await world.RestoreAsync(["--StockFlowBackups="]);

        Assert.Equal((1, 1, 1), (none.Code, unknown.Code, nowhere.Code));
        Assert.Contains("There is no complete backup.", none.Output, StringComparison.Ordinal);
        Assert.Contains("20200101T000000000Z", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("No place for backups", nowhere.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_its_own_goes_to_the_settings()
    {
        Assert.True(RestoreCommand.TryParse(
            ["--check", "--StockFlowBackups=EmbeddedFolder=x", "--backup", "b", "--clear", "--unsealed"], out var request, out var settings, out _));

        Assert.Equal(new RestoreRequest("b", ChecksOnly: true, Clears: true, TakesUnsealed: true), request);
        Assert.Equal(["--StockFlowBackups=EmbeddedFolder=x"], settings);
    }

    [Theory]
    [InlineData("--chek")]
    [InlineData("check")]
    [InlineData("--backup")]
    public async Task A_mistyped_word_restores_nothing(string word)
    {
        using var output = new StringWriter();

        var code = await RestoreCommand.RunAsync(["--StockFlowBackups=EmbeddedFolder=x", word], output, null, AppWorld.Cancellation);

        Assert.Equal(1, code);
        Assert.Contains($"'{word}' is not understood", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_that_the_app_has_is_backed_up_but_that_of_the_backups()
    {
        await using var world = await AppWorld.StartAsync();
        var tables = new List<string>();
        await foreach (var table in world.Services.GetRequiredService<TableServiceClient>().QueryAsync((string?)null, cancellationToken: AppWorld.Cancellation))
        {
            tables.Add(table.Name);
        }

        Assert.Equal(BackupPlan.RestoredTables.Append("backups").Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
    }

    private static async Task WriteManifestAsync(BackupWorld world, string id, BackupManifest manifest)
    {
        Directory.CreateDirectory(Path.Combine(world.Shelf, id));
        await File.WriteAllTextAsync(
            Path.Combine(world.Shelf, id, "manifest.json"), System.Text.Json.JsonSerializer.Serialize(manifest), AppWorld.Cancellation);
    }

    /// <summary>CHAIR: 10 on hand, 3 of them held by two orders; LAMP: 5.</summary>
    private static async Task<BackupWorld> StartAsync(params (string Name, string Value)[] settings)
    {
        var world = await BackupWorld.StartAsync(settings);
        await world.App.ReceiveAsync("CHAIR", 10);
        await world.App.ReceiveAsync("LAMP", 5);
        await world.App.OrderAsync("1", ("CHAIR", 2));
        await world.App.OrderAsync("2", ("CHAIR", 1), ("OAK", 1));
        return world;
    }
}
