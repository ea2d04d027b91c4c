using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using StockFlow.Backups;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.Storage;
using StockFlow.Transfers;
using Xunit;

namespace StockFlow.Tests.Backups;

/// <summary>A SKU that changes between any two reads is copied as of one moment: what was copied is what is there when it stands still.</summary>
public sealed class SkuCopierTests
{
    private static readonly Sku Hot = Sku.Parse("HOT");
    private static readonly LocationId Leeds = LocationId.Parse("leeds");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(29)]
    public async Task What_changed_while_it_was_copied_is_copied_again(int changes)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await TradeAsync(storage);
        var done = 0;
        var busy = new BusyTables(storage.ConnectionString, () => done < changes ? ChangeAsync(ledger, ++done) : Task.CompletedTask);

        var copy = await CopyAsync(busy);

        Assert.Equal(changes, done);
        Assert.Equal(await ReadAsync(storage.Tables.Stock, "stock"), copy);
    }

    [Fact]
    public async Task What_is_archived_meanwhile_is_in_it_once_or_twice_but_never_missing()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await TradeAsync(storage);
        for (var i = 0; i < 600; i++)
        {
            await ledger.ExecuteAsync(new ReceiveUnits($"many{i}", Hot, OpenStorage.London, 1), Token);
        }

        var archive = new JournalArchive(
            storage.Tables, ledger, new JournalArchiveOptions { LiveEntries = 100 }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<JournalArchive>.Instance);
        var reads = 0;
        var busy = new BusyTables(storage.ConnectionString, async () =>
        {
            if (++reads == 2)
            {
                await archive.RunAsync(Token);
                await ledger.ExecuteAsync(new ReceiveUnits("last", Hot, OpenStorage.London, 1), Token);
            }
        });

        var copy = await CopyAsync(busy, alsoArchive: true);

        var all = await ReadAsync(storage.Tables.Stock, "stock");
        foreach (var row in await ReadAsync(storage.Tables.JournalArchive, "journalarchive"))
        {
            all.Add(row.Key, row.Value);
        }

        Assert.True(reads > 2);
        Assert.Contains(all.Keys, key => key.StartsWith("journalarchive/HOT/a", StringComparison.Ordinal));
        Assert.All(all, row => Assert.Equal(row.Value, copy[row.Key]));
    }

    [Fact]
    public async Task One_that_never_stands_still_is_not_copied_half()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await TradeAsync(storage);
        var done = 0;
        var busy = new BusyTables(storage.ConnectionString, () => ChangeAsync(ledger, ++done));

        var fault = await Assert.ThrowsAsync<StockContentionException>(() => CopyAsync(busy));

        Assert.Equal(Hot, fault.Sku);
    }

    private static async Task<StockLedger> TradeAsync(OpenStorage storage)
    {
        var ledger = storage.NewLedger();
        await ledger.ExecuteAsync(new ReceiveUnits("delivery", Hot, OpenStorage.London, 400), Token);
        for (var i = 0; i < 300; i++)
        {
            await ledger.ExecuteAsync(Order($"old{i}", 1, 1), Token);
        }

        return ledger;
    }

    /// <summary>Every kind of a change, one after the other.</summary>
    private static Task ChangeAsync(StockLedger ledger, int number) => (number % 8) switch
    {
        0 => ledger.ExecuteAsync(Order($"new{number}", 1, 2), Token),
        1 => ledger.ExecuteAsync(Order($"old{number}", 2, 0), Token),
        2 => ledger.ExecuteAsync(new ReceiveUnits($"r{number}", Hot, OpenStorage.London, 3), Token),
        3 => ledger.ExecuteAsync(Order($"short{number}", 1, 100_000), Token),
        4 => CallOffAsync(ledger, number),
        5 => TransferAsync(ledger, number),
        6 => FillAsync(ledger, number),
        _ => ledger.ExecuteAsync(Order($"old{number}", 2, 0) with { ShippedUnits = 1 }, Token),
    };

    private static async Task TransferAsync(StockLedger ledger, int number)
    {
        await ledger.ExecuteAsync(new ReceiveUnits($"moved{number}", Hot, OpenStorage.London, 1), Token);
        await ledger.ExecuteAsync(new SetTransfer(TransferId.Parse($"t{number}"), 1, Hot, OpenStorage.London, Leeds, 1), Token);
    }

    private static async Task FillAsync(StockLedger ledger, int number)
    {
        await ledger.ExecuteAsync(new ReceiveUnits($"fill{number}", Hot, OpenStorage.London, 5), Token);
        await ledger.FillWaitingAsync(Hot, null, Token);
    }

    private static async Task CallOffAsync(StockLedger ledger, int number)
    {
        await ledger.ExecuteAsync(Order(number % 16 == 4 ? $"short{number - 1}" : $"old{number}", 2, 0), Token);
        await ledger.ExecuteAsync(Order($"seen{number}", 1, 1), Token);
    }

    private static SetReservation Order(string id, int revision, int units) =>
        new(Hot, OrderId.Parse($"shop/{id}"), revision, units, 0, 0, [OpenStorage.London], ShortagePolicy.Backorder, 0)
        {
            WaitingSince = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

    private static async Task<SortedDictionary<string, string>> CopyAsync(TableServiceClient service, bool alsoArchive = false)
    {
        using var writer = new PieceWriter(1);
        await new SkuCopier(new StorageTables(service), TimeProvider.System, new Jitter(new Random(1))).CopyAsync(Hot, writer, Token);
        var (piece, content) = writer.Close("b", 0, key: null);
        var copy = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in PieceReader.Read(BinaryData.FromBytes(content), "b", piece, key: null))
        {
            if (row.Table == "stock" || (alsoArchive && row.Table == "journalarchive"))
            {
                copy[KeyOf(row.Table, row.Entity)] = TextOf(row.Entity);
            }
        }

        return copy;
    }

    private static async Task<SortedDictionary<string, string>> ReadAsync(TableClient table, string name)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in table.QueryAsync<TableEntity>("PartitionKey eq 'HOT'", cancellationToken: Token))
        {
            rows.Add(KeyOf(name, row), TextOf(row));
        }

        return rows;
    }

    private static string KeyOf(string table, TableEntity row) => $"{table}/{row.PartitionKey}/{row.RowKey}";

    private static string TextOf(TableEntity row)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            RowText.Write(json, string.Empty, row);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Something happens before each read of a head.</summary>
    private sealed class BusyTables(string connectionString, Func<Task> happen) : TableServiceClient(connectionString)
    {
        private readonly string _connectionString = connectionString;

        public override TableClient GetTableClient(string tableName) => new Client(_connectionString, tableName, happen);

        private sealed class Client(string connectionString, string tableName, Func<Task> happen) : TableClient(connectionString, tableName)
        {
            public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
                string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            {
                if (rowKey == "head")
                {
                    await happen();
                }

                return await base.GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken);
            }
        }
    }
}
