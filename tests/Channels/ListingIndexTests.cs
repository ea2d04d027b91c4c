using Azure;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using Xunit;
using static StockFlow.Tests.Channels.ChannelWorld;

namespace StockFlow.Tests.Channels;

public sealed class ListingIndexTests
{
    [Fact]
    public async Task A_listing_that_is_added_while_it_is_looked_for_is_known_from_then_on()
    {
        await using var world = await CreateAsync();
        var tables = new PausedTables(world.Connection);
        var index = new ListingIndex(new ListingStore(new ChannelTables(tables)), world.Get<ChannelCatalog>(), new SyncOptions(), world.Time);

        var looking = index.ReadAsync([SkuOf(1)], Cancellation);
        await tables.HasRead.Task;
        await world.Get<ListingImporter>().UpsertAsync(world.Channel, [new ListedItem(ReferenceOf(1), SkuOf(1).Value, null)], Cancellation);
        index.Forget(SkuOf(1));
        tables.GoOn.SetResult();
        await looking;
        var known = await index.ReadAsync([SkuOf(1)], Cancellation);

        Assert.Equal([world.Channel], known[SkuOf(1)]);
    }

    /// <summary>Tables whose readers hold their answer in hand until they may go on.</summary>
    private sealed class PausedTables(string connectionString) : TableServiceClient(connectionString)
    {
        private readonly string _connectionString = connectionString;

        public TaskCompletionSource HasRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override TableClient GetTableClient(string tableName) => new Table(_connectionString, tableName, this);

        private sealed class Table(string connectionString, string name, PausedTables owner) : TableClient(connectionString, name)
        {
            public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
                string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            {
                var answer = await base.GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken);
                owner.HasRead.TrySetResult();
                await owner.GoOn.Task;
                return answer;
            }
        }
    }
}
