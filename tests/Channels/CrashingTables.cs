using Azure;
using Azure.Data.Tables;

namespace StockFlow.Tests.Channels;

/// <summary>The tables, with a step before and after every write.</summary>
internal sealed class CrashingTables(string connectionString, CrashPlan plan) : TableServiceClient(connectionString)
{
    private readonly string _connectionString = connectionString;

    public override TableClient GetTableClient(string tableName) => new Table(_connectionString, tableName, plan);

    private sealed class Table(string connectionString, string name, CrashPlan plan) : TableClient(connectionString, name)
    {
        public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
            StepAsync(() => base.AddEntityAsync(entity, cancellationToken));

        public override Task<Response> UpdateEntityAsync<T>(
            T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
            StepAsync(() => base.UpdateEntityAsync(entity, ifMatch, mode, cancellationToken));

        public override Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
            StepAsync(() => base.DeleteEntityAsync(partitionKey, rowKey, ifMatch, cancellationToken));

        public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
            StepAsync(() => base.SubmitTransactionAsync(transactionActions, cancellationToken));

        private async Task<TAnswer> StepAsync<TAnswer>(Func<Task<TAnswer>> write)
        {
            plan.Step();
            var answer = await write();
            plan.Step();
            return answer;
        }
    }
}
