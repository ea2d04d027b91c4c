using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Storage;

// Usage: StockFlow.RaceChild <storage connection> <sku> <location> <channel> <orders>
// Says "ready", waits for a line, then sets all reservations at once, one unit each, and prints how many hold their unit.
var (sku, location, orders) = (Sku.Parse(args[1]), LocationId.Parse(args[2]), int.Parse(args[4], CultureInfo.InvariantCulture));
var configuration = new ConfigurationBuilder()
    .AddInMemoryCollection(new Dictionary<string, string?> { [ConnectionNames.Storage] = args[0] })
    .Build();
await using var services = new ServiceCollection().AddStorage(configuration).BuildServiceProvider();
var ledger = services.GetRequiredService<StockLedger>();
await ledger.ReadLevelsAsync(sku, CancellationToken.None);
Console.WriteLine("ready");
Console.ReadLine();
var outcomes = await Task.WhenAll(Enumerable.Range(0, orders).Select(number => ledger.ExecuteAsync(
    new SetReservation(sku, OrderId.Parse($"{args[3]}/{number}"), 1, 1, 0, 0, [location], ShortagePolicy.Backorder, 0), CancellationToken.None)));
Console.WriteLine(outcomes.Count(outcome => outcome is ReservationOutcome.Set { Reservation.ReservedUnits: 1 }));
