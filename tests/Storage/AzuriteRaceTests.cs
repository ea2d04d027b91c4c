using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;
using StockFlow.Tests.Azurite;
using Xunit;

namespace StockFlow.Tests.Storage;

/// <summary>Everybody wants the last units at once, on the storage emulator and with the ledger's own bounds.</summary>
public sealed class AzuriteRaceTests(AzuriteServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_parallel_orders_of_one_process_on_a_hundred_units_accept_exactly_a_hundred()
    {
        var sku = Sku.Parse("RACE-1");
        var ledger = await OpenAsync(sku);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => ledger.ExecuteAsync(
            new SetReservation(sku, OrderId.Parse($"shop/{number}"), 1, 1, 0, 0, [OpenStorage.London], ShortagePolicy.Backorder, 0), Token)));

        Assert.Equal(100, outcomes.Count(outcome => outcome is ReservationOutcome.Set { Reservation.ReservedUnits: 1 }));
        await AssertAllSoldAsync(ledger, sku);
    }

    [Fact]
    public async Task Two_hundred_parallel_orders_of_two_processes_on_a_hundred_units_accept_exactly_a_hundred()
    {
        var sku = Sku.Parse("RACE-2");
        var ledger = await OpenAsync(sku);
        var connection = await server.ConnectionStringAsync();
        using var one = Start(connection, sku, "one");
        using var other = Start(connection, sku, "other");
        Assert.Equal("ready", await one.StandardOutput.ReadLineAsync(Token));
        Assert.Equal("ready", await other.StandardOutput.ReadLineAsync(Token));

        await one.StandardInput.WriteLineAsync("go");
        await other.StandardInput.WriteLineAsync("go");
        var accepted = await Task.WhenAll(AcceptedAsync(one), AcceptedAsync(other));

        Assert.Equal(100, accepted.Sum());
        await AssertAllSoldAsync(ledger, sku);
    }

    private async Task<StockLedger> OpenAsync(Sku sku)
    {
        var tables = new StorageTables(new TableServiceClient(await server.ConnectionStringAsync()));
        await tables.CreateAsync(Token);
        using var meter = new Meter(StockFlowMetrics.MeterName);
        var ledger = new StockLedger(tables, new StockLedgerOptions(), new StockFlowMetrics(meter), TimeProvider.System, new Jitter(new Random(1)));
        await ledger.ExecuteAsync(new ReceiveUnits("delivery", sku, OpenStorage.London, 100), Token);
        return ledger;
    }

    private static Process Start(string connection, Sku sku, string channel) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "StockFlow.RaceChild.dll"),
            connection, sku.Value, OpenStorage.London.Value, channel, "100",
        ])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<int> AcceptedAsync(Process child)
    {
        var accepted = int.Parse(await child.StandardOutput.ReadLineAsync(Token) ?? "-1", CultureInfo.InvariantCulture);
        await child.WaitForExitAsync(Token);
        return accepted;
    }

    private static async Task AssertAllSoldAsync(StockLedger ledger, Sku sku)
    {
        var level = Assert.Single((await ledger.ReadLevelsAsync(sku, Token))!.Locations);
        var replayed = await LevelReplay.RebuildAsync(sku, ledger.ReadJournalAsync(sku, 1, int.MaxValue, Token), Token);
        var held = 0;
        await foreach (var reservation in ledger.ReadReservationsAsync(sku, null, Token))
        {
            held += reservation.ReservedUnits;
        }

        Assert.Equal((100, 100, 100), (level.OnHandUnits, level.ReservedUnits, held));
        Assert.Equal([level], replayed.Locations);
    }
}
