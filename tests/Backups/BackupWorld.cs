using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockFlow.Backups;
using StockFlow.Functions.Operations.Backups;
using StockFlow.Storage;
using StockFlow.Tests.App;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Backups;

/// <summary>A shop, the folder of its backups, and empty stores to restore them into.</summary>
internal sealed class BackupWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-backup").FullName;
    private readonly List<(string Name, string Value)> _settings;
    private AppWorld? _app;
    private int _stores;

    private BackupWorld((string Name, string Value)[] settings)
    {
        _settings = [.. settings];
    }

    public AppWorld App => _app!;

    public FakeTime Time { get; } = new();

    public FakeTill Till { get; } = new();

    /// <summary>Where the backups are, one folder each.</summary>
    public string Shelf => Path.Combine(_folder, "backups");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<BackupWorld> StartAsync(params (string Name, string Value)[] settings)
    {
        var world = new BackupWorld(settings);
        await world.StartAppAsync();
        return world;
    }

    /// <summary>Changes a setting from the next start on.</summary>
    public void Set(string name, string value) => _settings.Add((name, value));

    /// <summary>One run of the backup through the whole app.</summary>
    public async Task<string> BackUpAsync()
    {
        // Ids are times.
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(202, (await App.PostAsync("backups")).Status);
        await App.IdleAsync();
        var answer = await App.GetAsync("backups");
        Assert.Equal("completed", answer.Json["run"]!["state"]!.GetValue<string>());
        return answer.Items[0]!["id"]!.GetValue<string>();
    }

    /// <summary>Backs up as the app does, a page or a SKU in each piece, and every step twice, of which the first is not heard of.</summary>
    public async Task<string> BackUpInPiecesAsync(BackupOptions? options = null)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var work = Work((options ?? App.Services.GetRequiredService<BackupOptions>()) with { PieceBytes = 1 });
        var progress = BackupProgress.Begin(Time.GetUtcNow());
        for (var isDone = false; !isDone;)
        {
            await work.StepAsync(progress.Run, progress.Cursor, progress.Written, Token);
            var answer = await work.StepAsync(progress.Run, progress.Cursor, progress.Written, Token);
            progress = progress.After(answer);
            isDone = answer.Next is null;
        }

        return progress.Run.Id;
    }

    public BackupWork Work(BackupOptions options) => new(
        App.Services.GetRequiredService<BackupTables>(),
        App.Services.GetRequiredService<StockLedger>(),
        App.Services.GetRequiredService<SkuCopier>(),
        App.Services.GetRequiredService<PieceList>(),
        App.Services.GetRequiredService<BackupShelf>(),
        options,
        Time);

    /// <summary>Stops the app for good and goes on with a store that is empty.</summary>
    public async Task LoseStoreAsync()
    {
        await StopAppAsync();
        _stores++;
    }

    public async Task StopAppAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Runs the command as a person would.</summary>
    /// <param name="cutAfter">The process dies after so many lines.</param>
    /// <returns>What it answered and wrote.</returns>
    public async Task<(int Code, string Output)> RestoreAsync(string[] args, int cutAfter = int.MaxValue)
    {
        using var output = new CutWriter(cutAfter);
        var code = await RestoreCommand.RunAsync(
            [.. Settings().Select(setting => $"--{setting.Name}={setting.Value}"), .. args],
            output,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(Time);
                builder.Logging.ClearProviders();
            },
            Token);
        return (code, output.ToString());
    }

    public async Task StartAppAsync()
    {
        _app = await AppWorld.StartAsync(Time, Till, [.. Settings()]);
    }

    /// <summary>The store is lost, the backup is restored, and the app starts again.</summary>
    public async Task ReviveAsync(params string[] args)
    {
        await LoseStoreAsync();
        var (code, output) = await RestoreAsync(args);
        Assert.True(code == 0, output);
        await StartAppAsync();
        await SettleAsync();
    }

    /// <summary>A full audit, and everything it asks for.</summary>
    /// <returns>The kinds of what stands so.</returns>
    public async Task<string[]> AuditAsync(string? state = null)
    {
        Assert.Equal(202, (await App.PostAsync("audit?full=true")).Status);
        await SettleAsync();
        var answer = await App.GetAsync(state is null ? "audit" : $"audit?state={state}");
        Assert.Equal("completed", answer.Json["run"]!["state"]!.GetValue<string>());
        return [.. answer.Items.Select(item => item!["kind"]!.GetValue<string>())];
    }

    public async Task SettleAsync()
    {
        await App.PassAsync(TimeSpan.FromSeconds(70));
        await App.IdleAsync();
    }

    /// <summary>On hand, reserved and available of a SKU, over all locations.</summary>
    public async Task<(int OnHand, int Reserved, int Available)> UnitsAsync(string sku)
    {
        var levels = (await App.GetAsync($"stock/{sku}")).Json["locations"]!.AsArray();
        return (Sum("onHandUnits"), Sum("reservedUnits"), Sum("availableUnits"));

        int Sum(string name) => levels.Sum(level => level![name]!.GetValue<int>());
    }

    public IEnumerable<string> Pieces(string id) => Directory.EnumerateFiles(Path.Combine(Shelf, id), "*.jsonl.gz*").Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await StopAppAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        var store = $"EmbeddedStore={Path.Combine(_folder, $"store-{_stores}.db")}";
        return new (string Name, string Value)[]
        {
            ("StockFlowStorage", store), ("StockFlowServiceBus", store), ("StockFlowBackups", $"EmbeddedFolder={_folder}"),
            ("StockFlow:Locations:london:Priority", "1"), ("StockFlow:Locations:leeds:Priority", "2"),
            ("StockFlow:Channels:till:Kind", "http"), ("StockFlow:Channels:till:Endpoint", "https://till.example.com/till"),
            ("StockFlow:Channels:till:PollInterval", "never"), ("StockFlow:Channels:till:WebhookSecret", AppWorld.Secret),
            ("StockFlowResumeSchedule", "45 * * * * *"),
        }.Concat(_settings).GroupBy(setting => setting.Name, StringComparer.Ordinal).Select(group => group.Last());
    }

    /// <summary>A console that dies.</summary>
    private sealed class CutWriter(int cutAfter) : StringWriter
    {
        private int _lines;

        public override void WriteLine(string? value)
        {
            if (_lines++ == cutAfter)
            {
                throw new OperationCanceledException("Cut off.");
            }

            base.WriteLine(value);
        }
    }
}
