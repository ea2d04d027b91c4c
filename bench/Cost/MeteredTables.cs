using Azure;
using Azure.Data.Tables;

namespace StockFlow.Bench.Cost;

/// <summary>A table service that counts the requests it would be sent.</summary>
internal sealed class MeteredTables(string connectionString, CostMeter meter) : TableServiceClient(connectionString)
{
    private readonly string _connectionString = connectionString;

    public override TableClient GetTableClient(string tableName) => new Table(_connectionString, tableName, meter);

    private sealed class Table(string connectionString, string name, CostMeter meter) : TableClient(connectionString, name)
    {
        public override Task<Response<T>> GetEntityAsync<T>(
            string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.PointRead, Name);
            return base.GetEntityAsync<T>(partitionKey, rowKey, select, cancellationToken);
        }

        public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
            string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.PointRead, Name);
            return base.GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken);
        }

        public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.Write, Name);
            return base.AddEntityAsync(entity, cancellationToken);
        }

        public override Task<Response> UpdateEntityAsync<T>(
            T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.Write, Name);
            return base.UpdateEntityAsync(entity, ifMatch, mode, cancellationToken);
        }

        public override Task<Response> UpsertEntityAsync<T>(
            T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.Write, Name);
            return base.UpsertEntityAsync(entity, mode, cancellationToken);
        }

        public override Task<Response> DeleteEntityAsync(
            string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.Write, Name);
            return base.DeleteEntityAsync(partitionKey, rowKey, ifMatch, cancellationToken);
        }

        public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
        {
            var actions = transactionActions.ToList();
            meter.Count(UseKind.Batch, Name);
            meter.Count(UseKind.BatchedEntities, Name, actions.Count);
            return base.SubmitTransactionAsync(actions, cancellationToken);
        }

        public override AsyncPageable<T> QueryAsync<T>(
            string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
            new MeteredPages<T>(base.QueryAsync<T>(filter, maxPerPage, select, cancellationToken), Name, meter);
    }

    private sealed class MeteredPages<T>(AsyncPageable<T> pages, string table, CostMeter meter) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await foreach (var page in pages.AsPages(continuationToken, pageSizeHint))
            {
                meter.Count(UseKind.Query, table);
                yield return page;
            }
        }
    }
}
