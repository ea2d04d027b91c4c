using System.Globalization;
using Azure.Data.Tables;

// Usage: StockFlow.CrashChild <store file> <callers>
// Each caller has a partition and adds transactions to it, one after the other: number n replaces the head with n and adds two journal
// entries. Once a transaction is acknowledged its number is printed: "caller n". Goes on until it is killed.
var service = new TableServiceClient($"EmbeddedStore={args[0]}");
var table = service.GetTableClient("counters");
await table.CreateIfNotExistsAsync();
await Task.WhenAll(Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(WriteAsync));

async Task WriteAsync(int caller)
{
    var partition = $"caller{caller}";
    var last = await table.GetEntityIfExistsAsync<TableEntity>(partition, "head");
    for (var number = last.HasValue ? last.Value!.GetInt32("Number")!.Value + 1 : 1; ; number++)
    {
        await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpsertReplace, new TableEntity(partition, "head") { ["Number"] = number }),
            new(TableTransactionActionType.Add, new TableEntity(partition, $"a{number:D9}") { ["Filler"] = new string('x', 500) }),
            new(TableTransactionActionType.Add, new TableEntity(partition, $"b{number:D9}")),
        ]);
        Console.WriteLine($"{caller} {number}");
    }
}
