using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Xunit;

namespace StockFlow.Tests.Contracts;

/// <summary>What the app relies on in tables, on whichever engine they live.</summary>
public abstract class TablesContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client of the engine under test. Each test has tables of its own.</summary>
    protected abstract TableServiceClient Service { get; }

    [Fact]
    public async Task An_added_entity_is_read_back_with_an_etag_and_a_timestamp()
    {
        var table = await NewTable();

        var added = await table.AddEntityAsync(new TableEntity("p", "r") { ["Units"] = 5 }, Cancellation);
        var read = await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal(204, added.Status);
        Assert.Equal(added.Headers.ETag, read.Value.ETag);
        Assert.NotNull(read.Value.Timestamp);
        Assert.Equal(5, read.Value.GetInt32("Units"));
    }

    [Fact]
    public async Task Adding_what_is_there_is_409()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        var refused = await Refusal(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        AssertRefused(refused, 409, TableErrorCode.EntityAlreadyExists);
    }

    [Fact]
    public async Task An_update_under_an_old_etag_is_412_and_changes_nothing()
    {
        var table = await NewTable();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r") { ["Units"] = 1 }, Cancellation)).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["Units"] = 2 }, first, TableUpdateMode.Replace, Cancellation);

        var refused = await Refusal(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["Units"] = 3 }, first, TableUpdateMode.Replace, Cancellation));

        AssertRefused(refused, 412, TableErrorCode.UpdateConditionNotSatisfied);
        Assert.Equal(2, (await Get(table, "p", "r")).GetInt32("Units"));
    }

    [Fact]
    public async Task A_refused_action_undoes_its_whole_transaction_and_is_named()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "taken"), Cancellation);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [Action(TableTransactionActionType.Add, "new"), Action(TableTransactionActionType.Add, "taken")], Cancellation));

        AssertRefused(refused, 409, TableErrorCode.EntityAlreadyExists);
        Assert.Equal(1, refused.FailedTransactionActionIndex);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "new", cancellationToken: Cancellation)).HasValue);
    }

    [Fact]
    public async Task A_query_walks_all_pages_in_the_order_of_the_keys()
    {
        var table = await NewTable();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 25).Select(i => Action(TableTransactionActionType.Add, $"{i:D3}")), Cancellation);

        var pages = await table.QueryAsync<TableEntity>("PartitionKey eq 'p' and RowKey ge '005'", maxPerPage: 10, cancellationToken: Cancellation)
            .AsPages().ToListAsync(Cancellation);

        Assert.Equal([10, 10], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(5, 20).Select(i => $"{i:D3}"), pages.SelectMany(page => page.Values).Select(entity => entity.RowKey));
    }

    private static TableTransactionAction Action(TableTransactionActionType type, string rowKey, ETag etag = default) =>
        new(type, new TableEntity("p", rowKey), etag);

    private static async Task<TableEntity> Get(TableClient table, string partitionKey, string rowKey) =>
        (await table.GetEntityAsync<TableEntity>(partitionKey, rowKey, cancellationToken: Cancellation)).Value;

    private static async Task<RequestFailedException> Refusal(Func<Task> action) => await Assert.ThrowsAnyAsync<RequestFailedException>(action);

    private static void AssertRefused(RequestFailedException refused, int status, TableErrorCode code)
    {
        Assert.Equal(status, refused.Status);
        Assert.Equal(code.ToString(), refused.ErrorCode);
    }

    private async Task<TableClient> NewTable()
    {
        var table = Service.GetTableClient("t" + Guid.NewGuid().ToString("N"));
        await table.CreateIfNotExistsAsync(Cancellation);
        return table;
    }
}
