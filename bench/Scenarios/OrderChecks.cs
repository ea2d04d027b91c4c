using Microsoft.Extensions.DependencyInjection;
using StockFlow.Bench.Load;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Bench.Scenarios;

/// <summary>A rate counts only if everything that was sent has come to its right end.</summary>
internal static class OrderChecks
{
    /// <summary>Every order is there and reserved.</summary>
    /// <returns>How long each took from its webhook's receipt to its outcome on record.</returns>
    /// <exception cref="InvalidOperationException">One is missing or was not reserved.</exception>
    public static async Task<LatencyRecorder> CheckOrdersAsync(RunningApp app, int expected, int firstMeasured = 0)
    {
        var times = new LatencyRecorder(expected - firstMeasured);
        var found = 0;
        var firstId = OrderWebhook.IdOf(firstMeasured);
        await foreach (var order in app.Services.GetRequiredService<OrderStore>().ReadAllAsync(Shops.Orders, after: null, CancellationToken.None))
        {
            found++;
            if (!order.IsDone || order.Outcome != OrderOutcome.Reserved)
            {
                throw new InvalidOperationException($"{order.Id} is {order.Outcome}.");
            }

            if (string.CompareOrdinal(order.Id.ExternalId, firstId) >= 0)
            {
                times.Record(order.DoneAt!.Value - order.ReceivedAt);
            }
        }

        return found == expected ? times : throw new InvalidOperationException($"{expected} orders were sent and {found} are stored.");
    }

    /// <summary>Every item has as many units reserved as were ordered.</summary>
    /// <returns>What is available of each item.</returns>
    /// <exception cref="InvalidOperationException">One has not.</exception>
    public static async Task<IReadOnlyDictionary<Sku, int>> CheckLevelsAsync(RunningApp app, int orders, int items, int openingUnits)
    {
        var ordered = new int[items];
        for (var order = 0; order < orders; order++)
        {
            for (var line = 0; line < OrderWebhook.Lines; line++)
            {
                ordered[OrderWebhook.ItemOf(order, line, items)] += OrderWebhook.LineUnits;
            }
        }

        var available = new Dictionary<Sku, int>(items);
        for (var item = 0; item < items; item++)
        {
            var sku = Sku.Parse(OrderWebhook.SkuOf(item));
            var levels = await app.Ledger.ReadLevelsAsync(sku, CancellationToken.None);
            var reserved = levels!.Locations.Sum(location => location.ReservedUnits);
            if (reserved != ordered[item])
            {
                throw new InvalidOperationException($"{ordered[item]} units of {sku} were ordered and {reserved} are reserved.");
            }

            available.Add(sku, openingUnits - ordered[item]);
        }

        return available;
    }
}
