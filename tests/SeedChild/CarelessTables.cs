using Azure;
using Azure.Data.Tables;

namespace StockFlow.SeedChild;

/// <summary>Tables that overwrite whatever is there, without looking whether it is what the writer had read.</summary>
internal sealed class CarelessTables(string connectionString) : TableServiceClient(connectionString)
{
    private readonly string _connectionString = connectionString;

    public override TableClient GetTableClient(string tableName) => new Table(_connectionString, tableName);

    private sealed class Table(string connectionString, string name) : TableClient(connectionString, name)
    {
        public override Task<Response> UpdateEntityAsync<T>(
            T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
            base.UpdateEntityAsync(entity, ETag.All, mode, cancellationToken);

        public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
            base.DeleteEntityAsync(partitionKey, rowKey, ETag.All, cancellationToken);

        public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
            base.SubmitTransactionAsync(
                transactionActions.Select(action => new TableTransactionAction(action.ActionType, action.Entity, action.ETag == default ? default : ETag.All)),
                cancellationToken);
    }
}
