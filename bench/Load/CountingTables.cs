using Azure;
using Azure.Data.Tables;

namespace StockFlow.Bench.Load;

/// <summary>A table service that counts the entities it hands out.</summary>
internal sealed class CountingTables(string connectionString) : TableServiceClient(connectionString)
{
    private readonly string _connectionString = connectionString;
    private long _entitiesRead;

    /// <summary>Entities handed out so far, those included that a page brought and nobody looked at.</summary>
    public long EntitiesRead => Interlocked.Read(ref _entitiesRead);

    public override TableClient GetTableClient(string tableName) => new Table(_connectionString, tableName, this);

    private void Count(int entities) => Interlocked.Add(ref _entitiesRead, entities);

    private sealed class Table(string connectionString, string name, CountingTables owner) : TableClient(connectionString, name)
    {
        public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
            string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        {
            var answer = await base.GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken);
            owner.Count(answer.HasValue ? 1 : 0);
            return answer;
        }

        public override AsyncPageable<T> QueryAsync<T>(
            string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
            new CountedPages<T>(base.QueryAsync<T>(filter, maxPerPage, select, cancellationToken), owner);
    }

    private sealed class CountedPages<T>(AsyncPageable<T> pages, CountingTables owner) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await foreach (var page in pages.AsPages(continuationToken, pageSizeHint))
            {
                owner.Count(page.Values.Count);
                yield return page;
            }
        }
    }
}
