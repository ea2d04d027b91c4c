using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using EmbeddedFunctions.Store;
using StockFlow.Channels;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;

namespace StockFlow.Tests.Storage;

/// <summary>Our tables on a store of their own, gone with the test.</summary>
internal sealed class OpenStorage : IAsyncDisposable
{
    public static readonly LocationId London = LocationId.Parse("london");

    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-storage").FullName;

    private OpenStorage()
    {
        ConnectionString = $"EmbeddedStore={Path.Combine(_folder, "test.db")}";
        Tables = new StorageTables(new TableServiceClient(ConnectionString));
    }

    public string ConnectionString { get; }

    public StorageTables Tables { get; }

    public Jitter Jitter { get; } = new(new Random(1));

    /// <summary>Heard by nobody.</summary>
    public StockFlowMetrics Metrics { get; } = new(new Meter(StockFlowMetrics.MeterName));

    public static async Task<OpenStorage> CreateAsync(CancellationToken cancellationToken)
    {
        var storage = new OpenStorage();
        await storage.Tables.CreateAsync(cancellationToken);
        return storage;
    }

    /// <summary>A ledger as one process has it: another one of these is another process.</summary>
    public StockLedger NewLedger(
        StorageTables? tables = null, StockLedgerOptions? options = null, TimeProvider? timeProvider = null) =>
        new(tables ?? Tables, options ?? new StockLedgerOptions { RetryDelay = TimeSpan.Zero, RetryDelayMax = TimeSpan.Zero, CommitAttemptsMax = 200 }, Metrics, timeProvider ?? TimeProvider.System, Jitter);

    public ValueTask DisposeAsync()
    {
        EmbeddedStores.Get(ConnectionString).Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
