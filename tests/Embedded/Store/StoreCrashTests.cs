using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using EmbeddedFunctions.Store;
using Xunit;

namespace StockFlow.Tests.Embedded.Store;

public sealed class StoreCrashTests : IDisposable
{
    private const int Callers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-crash-").FullName;

    private string StorePath => Path.Combine(_folder, "store.db");

    [Fact]
    public async Task Killed_at_any_instant_the_store_keeps_what_was_acknowledged_and_no_half_transaction()
    {
        var random = new Random(20261121);
        var acknowledged = new int[Callers];
        for (var round = 0; round < 6; round++)
        {
            await RunAndKill(acknowledged, random.Next(1, 400));

            using var store = EmbeddedStores.Open(StorePath, null);
            var table = new TableServiceClient($"EmbeddedStore={StorePath}").GetTableClient("counters");
            for (var caller = 0; caller < Callers; caller++)
            {
                var rows = await table.QueryAsync<TableEntity>($"PartitionKey eq 'caller{caller}'", cancellationToken: TestContext.Current.CancellationToken)
                    .ToListAsync(TestContext.Current.CancellationToken);
                var number = rows.Find(row => row.RowKey == "head")?.GetInt32("Number") ?? 0;

                Assert.InRange(number, acknowledged[caller], int.MaxValue);
                Assert.Equal(
                    Enumerable.Range(1, number).SelectMany(n => new[] { $"a{n:D9}", $"b{n:D9}" }).Order(StringComparer.Ordinal),
                    rows.Select(row => row.RowKey).Where(key => key != "head"));
            }
        }

        Assert.All(acknowledged, number => Assert.NotEqual(0, number));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Kills the child after it acknowledged so many transactions, in the midst of the next ones.</summary>
    private async Task RunAndKill(int[] acknowledged, int killAfter)
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", ChildPath(), StorePath, $"{Callers}"]) { RedirectStandardOutput = true })!;
        var lines = 0;
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            // A line cut off by the kill acknowledges nothing; the ones already in the pipe do.
            var parts = line.Split(' ');
            acknowledged[int.Parse(parts[0], CultureInfo.InvariantCulture)] = int.Parse(parts[1], CultureInfo.InvariantCulture);
            if (++lines == killAfter)
            {
                child.Kill();
            }
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.InRange(lines, killAfter, int.MaxValue);
    }

    private static string ChildPath() => Path.Combine(AppContext.BaseDirectory, "StockFlow.CrashChild.dll");
}
