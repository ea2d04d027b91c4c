using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Store;
using Xunit;

namespace StockFlow.Tests.Contracts;

/// <summary>The contract on the embedded store, and the limits of the real service that Azurite 3.35 does not keep.</summary>
public sealed class TablesContractEmbedded : TablesContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-tables-").FullName;
    private readonly EmbeddedStore _store;

    public TablesContractEmbedded()
    {
        var path = Path.Combine(_folder, "store.db");
        _store = EmbeddedStores.Open(path, null);
        Service = new TableServiceClient($"EmbeddedStore={path}");
    }

    protected override TableServiceClient Service { get; }

    [Fact]
    public async Task A_transaction_over_two_partitions_is_400()
    {
        var table = await NewTable();

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, new TableEntity("p", "r")),
                new(TableTransactionActionType.Add, new TableEntity("q", "r")),
            ],
            Cancellation));

        AssertRefused(refused, 400, TableErrorCode.CommandsInBatchActOnDifferentPartitions);
        Assert.Equal(1, refused.FailedTransactionActionIndex);
    }

    [Fact]
    public async Task An_added_entity_of_more_than_1_MiB_is_400()
    {
        var table = await NewTable();
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 17; i++)
        {
            entity[$"P{i}"] = new byte[64 * 1024];
        }

        AssertRefused(await Refusal(() => table.AddEntityAsync(entity, Cancellation)), 400, TableErrorCode.EntityTooLarge);
    }

    [Fact]
    public async Task An_entity_has_252_properties_and_no_more_even_after_a_merge()
    {
        var table = await NewTable();
        await table.AddEntityAsync(WithProperties("A", 252), Cancellation);

        AssertRefused(await Refusal(() => table.AddEntityAsync(WithProperties("A", 253), Cancellation)), 400, TableErrorCode.TooManyProperties);
        AssertRefused(
            await Refusal(() => table.UpsertEntityAsync(WithProperties("B", 1), TableUpdateMode.Merge, Cancellation)), 400, TableErrorCode.TooManyProperties);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a-b")]
    [InlineData("a b")]
    public async Task A_property_name_that_is_no_identifier_is_400(string name)
    {
        var table = await NewTable();
        var entity = new TableEntity(new Dictionary<string, object> { ["PartitionKey"] = "p", ["RowKey"] = "r", [name] = 1 });

        AssertRefused(await Refusal(() => table.AddEntityAsync(entity, Cancellation)), 400, TableErrorCode.PropertyNameInvalid);
    }

    [Fact]
    public async Task A_key_of_more_than_1_KiB_is_400()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity(new string('p', 512), new string('r', 512)), Cancellation);

        AssertRefused(
            await Refusal(() => table.AddEntityAsync(new TableEntity("p", new string('r', 513)), Cancellation)), 400, TableErrorCode.KeyValueTooLarge);
    }

    [Fact]
    public async Task A_page_of_more_than_1000_is_400()
    {
        var table = await NewTable();

        AssertRefused(
            await Refusal(async () => await table.QueryAsync<TableEntity>(maxPerPage: 1_001, cancellationToken: Cancellation).ToListAsync(Cancellation)),
            400,
            TableErrorCode.InvalidInput);
    }

    [Fact]
    public async Task A_time_before_1601_is_400()
    {
        var table = await NewTable();
        var entity = new TableEntity("p", "r") { ["A"] = new DateTimeOffset(1600, 12, 31, 23, 59, 59, TimeSpan.Zero) };

        AssertRefused(await Refusal(() => table.AddEntityAsync(entity, Cancellation)), 400, TableErrorCode.OutOfRangeInput);
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TableEntity WithProperties(string prefix, int number)
    {
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < number; i++)
        {
            entity[$"{prefix}{i}"] = i;
        }

        return entity;
    }
}
