using Azure;
using Azure.Data.Tables;
using EmbeddedFunctions.Store;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Embedded.Tables;

public sealed class StoreTablesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-tables-").FullName;
    private readonly FakeTime _time = new();
    private EmbeddedStore _store;

    public StoreTablesTests()
    {
        _store = Open();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StorePath => Path.Combine(_folder, "store.db");

    private TableClient Table => new($"EmbeddedStore={StorePath}", "items");

    [Fact]
    public async Task Etags_never_repeat_though_the_clock_stands_still_goes_back_or_the_store_is_opened_again()
    {
        await Table.CreateIfNotExistsAsync(Cancellation);
        var etags = new List<ETag>();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 10; i++)
            {
                etags.Add((await Table.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation)).Headers.ETag!.Value);
            }

            _store.Dispose();
            _time.Advance(TimeSpan.FromHours(-1));
            _store = Open();
        }

        Assert.Equal(30, etags.Distinct().Count());
    }

    [Theory]
    [InlineData("table_id=?1 AND pk=?2 AND rk>=?3 AND rk<=?4", "(table_id=? AND pk=? AND rk>? AND rk<?)")]
    [InlineData("table_id=?1 AND (pk, rk)>=(?2, ?3) AND pk<=?4", "(table_id=? AND (pk,rk)>(?,?) AND pk<?)")]
    public async Task A_key_range_is_a_walk_along_the_primary_key(string where, string plan)
    {
        await Table.CreateIfNotExistsAsync(Cancellation);

        var found = _store.Read(scope =>
        {
            using var row = scope.Prepare($"EXPLAIN QUERY PLAN SELECT pk FROM tables_entities WHERE {where} ORDER BY pk, rk");
            Assert.True(row.Step());
            var detail = row.Text(3);
            Assert.False(row.Step(), "no sort");
            return detail;
        });

        Assert.Contains($"USING PRIMARY KEY {plan}", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timestamps_come_from_the_stores_clock()
    {
        await Table.CreateIfNotExistsAsync(Cancellation);

        _time.Advance(TimeSpan.FromDays(1));
        await Table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        var read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal(_time.GetUtcNow(), read.Value.Timestamp);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private EmbeddedStore Open() => EmbeddedStores.Open(StorePath, new EmbeddedStoreOptions { TimeProvider = _time });
}
