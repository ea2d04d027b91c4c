using Azure;
using Azure.Data.Tables;

namespace StockFlow.Tests.Storage;

/// <summary>The tables, and whatever a test lets happen just before a row of one of them is read or deleted, or a transaction written.</summary>
internal sealed class MeetingTables(string connectionString, Func<string, Task> before) : TableServiceClient(connectionString)
{
    private readonly string _connectionString = connectionString;

    public override TableClient GetTableClient(string tableName) => new Table(_connectionString, tableName, before);

    private sealed class Table(string connectionString, string name, Func<string, Task> before) : TableClient(connectionString, name)
    {
        public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
            string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        {
            await before(Name);
            return await base.GetEntityIfExistsAsync<T>(partitionKey, rowKey, select, cancellationToken);
        }

        public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
        {
            await before(Name);
            return await base.SubmitTransactionAsync(transactionActions, cancellationToken);
        }

        public override async Task<Response> DeleteEntityAsync(
            string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
        {
            await before(Name);
            return await base.DeleteEntityAsync(partitionKey, rowKey, ifMatch, cancellationToken);
        }
    }
}
