using System.Globalization;
using Azure.Data.Tables;

namespace StockFlow.Bench.Scenarios;

/// <summary>
/// What combining is compared with: each reservation reads the head, decides, and writes head, reservation and journal entry in one
/// conditional transaction; who was overtaken begins again.
/// </summary>
/// <param name="pause">How long to wait after so many attempts.</param>
internal sealed class PlainLedger(TableClient table, Func<int, TimeSpan> pause)
{
    private const string Partition = "chair";
    private const int AttemptsMax = 10_000;

    private int _attempts;

    /// <summary>Transactions tried so far, also those that failed.</summary>
    public int Attempts => _attempts;

    public async Task OpenAsync(int onHandUnits)
    {
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity(Partition, "head") { ["OnHand"] = onHandUnits, ["Reserved"] = 0, ["Position"] = 0L });
    }

    public async Task<int> ReadReservedAsync() =>
        (await table.GetEntityAsync<TableEntity>(Partition, "head")).Value.GetInt32("Reserved")!.Value;

    /// <summary>Reserves one unit for an order.</summary>
    /// <exception cref="InvalidOperationException">There is none left, or others were faster every time.</exception>
    public async Task ReserveAsync(int order)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            TableEntity head = await table.GetEntityAsync<TableEntity>(Partition, "head");
            var (reserved, position) = (head.GetInt32("Reserved")!.Value, head.GetInt64("Position")!.Value + 1);
            if (reserved >= head.GetInt32("OnHand")!.Value)
            {
                throw new InvalidOperationException($"Order {order} finds nothing left.");
            }

            head["Reserved"] = reserved + 1;
            head["Position"] = position;
            Interlocked.Increment(ref _attempts);
            try
            {
                await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, head, head.ETag),
                    new(TableTransactionActionType.Add, new TableEntity(Partition, $"r_{order}") { ["Units"] = 1 }),
                    new(TableTransactionActionType.Add, new TableEntity(Partition, $"j{position:D12}")
                    {
                        ["Order"] = order.ToString(CultureInfo.InvariantCulture), ["ReservedDelta"] = 1,
                    }),
                ]);
                return;
            }
            catch (TableTransactionFailedException e) when (e.Status is 409 or 412)
            {
                await Task.Delay(pause(attempt));
            }
        }

        throw new InvalidOperationException($"Order {order} was overtaken {AttemptsMax} times.");
    }
}
