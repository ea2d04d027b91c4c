using Azure;
using Azure.Data.Tables;

namespace StockFlow.Tests.Storage;

/// <summary>A table service whose transactions are lost on the way there or on the way back, as a plan says.</summary>
internal sealed class CrashingTables(string connectionString, Func<int, Loss> plan) : TableServiceClient(connectionString)
{
    private readonly string _connectionString = connectionString;
    private int _transactions;

    public override TableClient GetTableClient(string tableName) => new Client(_connectionString, tableName, this);

    private sealed class Client(string connectionString, string tableName, CrashingTables owner) : TableClient(connectionString, tableName)
    {
        public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
        {
            var loss = owner.Next();
            if (loss == Loss.Request)
            {
                throw new RequestFailedException(0, "The request was lost.");
            }

            var answer = await base.SubmitTransactionAsync(transactionActions, cancellationToken);
            return loss == Loss.Answer ? throw new TaskCanceledException("The answer was lost.") : answer;
        }
    }

    private Loss Next() => plan(Interlocked.Increment(ref _transactions));
}
