using Microsoft.Extensions.Logging.Abstractions;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Storage.Ledger;
using StockFlow.Tests.Channels;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Storage;

public sealed class JournalArchiveTests
{
    private const int Live = 100;
    private static readonly Sku Item = Sku.Parse("A");

    private readonly FakeTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(355, 0)]
    [InlineData(356, 256)]
    [InlineData(611, 256)]
    [InlineData(900, 768)]
    public async Task Whole_pieces_beyond_the_newest_entries_are_archived(int entries, int archived)
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await ReceiveAsync(storage, entries);

        Assert.Equal(archived, await NewArchive(storage).RunAsync(Token));

        Assert.Equal(0, await NewArchive(storage).RunAsync(Token));
        Assert.Equal(entries - archived, await CountLiveAsync(storage));
        await AssertWholeAsync(ledger, entries);
    }

    [Fact]
    public async Task Entries_read_from_any_position_on_are_the_same_before_and_after()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await ReceiveAsync(storage, 700);
        await ledger.ExecuteAsync(new AdjustUnits("odd", Item, OpenStorage.London, 1, "ann\r", "tab\t line\n back\\slash\r\n €😀"), Token);
        await ledger.ExecuteAsync(new ReceiveUnits("x", Item, OpenStorage.London, 1), Token);
        var before = await ReadAsync(ledger, 1, int.MaxValue);

        await NewArchive(storage, live: 0).RunAsync(Token);

        Assert.Equal(before.Select(Text), (await ReadAsync(ledger, 1, int.MaxValue)).Select(Text));
        foreach (var (from, count) in new[] { (1, 1), (1, 256), (1, 257), (256, 2), (257, 1), (300, 400), (512, 1), (513, 50), (702, 5), (703, 5) })
        {
            Assert.Equal(
                before.Skip(from - 1).Take(count).Select(Text),
                (await ReadAsync(ledger, from, count)).Select(Text));
        }
    }

    [Fact]
    public async Task Levels_of_any_position_are_found_across_the_archive()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await ReceiveAsync(storage, 900);
        await NewArchive(storage).RunAsync(Token);
        var history = new StockHistory(storage.Tables, ledger);

        foreach (var position in new[] { 1, 255, 256, 257, 500, 767, 768, 769, 900 })
        {
            Assert.Equal(position, (await history.ReadLevelsAsync(Item, position, Token)).Locations.Single().OnHandUnits);
        }
    }

    [Fact]
    public async Task A_reader_on_its_way_misses_nothing_that_is_archived_meanwhile()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await ReceiveAsync(storage, 900);
        var positions = new List<long>();

        await foreach (var entry in ledger.ReadJournalAsync(Item, 1, int.MaxValue, Token))
        {
            positions.Add(entry.Position);
            if (entry.Position == 200)
            {
                await NewArchive(storage).RunAsync(Token);
            }
        }

        Assert.Equal(Enumerable.Range(1, 900).Select(i => (long)i), positions);
    }

    [Fact]
    public async Task Whatever_write_a_run_ends_at_nothing_is_lost_or_read_twice_and_the_next_run_goes_on()
    {
        for (var step = 0; ; step++)
        {
            await using var storage = await OpenStorage.CreateAsync(Token);
            var ledger = await ReceiveAsync(storage, 700);
            var plan = new CrashPlan();
            plan.CrashAt(step);
            var crashing = new StorageTables(new Channels.CrashingTables(storage.ConnectionString, plan));
            var ended = true;
            try
            {
                await NewArchive(crashing, ledger).RunAsync(Token);
            }
            catch (SimulatedCrashException)
            {
                ended = false;
            }

            await AssertWholeAsync(ledger, 700);
            await NewArchive(storage).RunAsync(Token);
            Assert.Equal(700 - 512, await CountLiveAsync(storage));
            await AssertWholeAsync(ledger, 700);
            if (ended)
            {
                Assert.True(step > 10, $"Only {step} steps were there to crash at.");
                return;
            }
        }
    }

    [Fact]
    public async Task Two_runs_at_once_do_no_harm()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await ReceiveAsync(storage, 900);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => NewArchive(storage).RunAsync(Token), Token)));

        await NewArchive(storage).RunAsync(Token);
        Assert.Equal(900 - 768, await CountLiveAsync(storage));
        await AssertWholeAsync(ledger, 900);
    }

    [Fact]
    public async Task A_piece_that_says_something_else_takes_nothing_away()
    {
        await using var storage = await OpenStorage.CreateAsync(Token);
        var ledger = await ReceiveAsync(storage, 400);
        var pages = new List<JournalEntity>();
        await foreach (var page in new JournalReader(storage.Tables).ReadLiveAsync(StockKeys.Partition(Item), 1, 256, Token))
        {
            pages.Add(page);
        }

        pages = pages[..256];
        pages[17].Lines = pages[17].Lines.Replace("r17", "r18", StringComparison.Ordinal);
        await storage.Tables.JournalArchive.AddEntityAsync(
            new ArchiveEntity { PartitionKey = StockKeys.Partition(Item), RowKey = StockKeys.Archive(256), FirstPosition = 1, LastPosition = 256, Pages = ArchiveText.Pack(pages) },
            Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => NewArchive(storage).ArchiveAsync(Item, 400, Token));

        Assert.Equal(0, await NewArchive(storage).RunAsync(Token));
        Assert.Equal(400, await CountLiveAsync(storage));
        await AssertWholeAsync(ledger, 400);
    }

    private JournalArchive NewArchive(OpenStorage storage, int live = Live) => NewArchive(storage.Tables, storage.NewLedger(), live);

    private JournalArchive NewArchive(StorageTables tables, StockLedger ledger, int live = Live) =>
        new(tables, ledger, new JournalArchiveOptions { LiveEntries = live }, _time, NullLogger<JournalArchive>.Instance);

    /// <summary>One entry at a time, each in its own transaction.</summary>
    private static async Task<StockLedger> ReceiveAsync(OpenStorage storage, int entries)
    {
        var ledger = storage.NewLedger();
        for (var i = 0; i < entries; i++)
        {
            await ledger.ExecuteAsync(new ReceiveUnits($"r{i}", Item, OpenStorage.London, 1), Token);
        }

        return ledger;
    }

    private static async Task<int> CountLiveAsync(OpenStorage storage)
    {
        var pages = 0;
        await foreach (var _ in new JournalReader(storage.Tables).ReadLiveAsync(StockKeys.Partition(Item), 1, 256, Token))
        {
            pages++;
        }

        return pages;
    }

    private static async Task AssertWholeAsync(StockLedger ledger, int entries)
    {
        var rebuilt = await LevelReplay.RebuildAsync(Item, ledger.ReadJournalAsync(Item, 1, int.MaxValue, Token), Token);

        Assert.Equal((entries, entries), (rebuilt.Position, rebuilt.Locations.Single().OnHandUnits));
    }

    private static async Task<List<JournalEntry>> ReadAsync(StockLedger ledger, long from, int count)
    {
        var entries = new List<JournalEntry>();
        await foreach (var entry in ledger.ReadJournalAsync(Item, from, count, Token))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static string Text(JournalEntry entry) =>
        $"{entry.Position} {entry.At:O} {entry.Kind} {entry.CommandId} {entry.Actor} {entry.Reason} {string.Join(' ', entry.Changes)}";
}
