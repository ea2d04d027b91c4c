using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>
/// Holds StockFlow's books against those of the shops and the merchant. Everything that should be is worked out here, from what the
/// fakes know, without asking the app's own rules.
/// </summary>
/// <param name="api">StockFlow's books.</param>
/// <param name="shops">Every shop there is.</param>
/// <param name="tally">What the merchant did.</param>
public sealed class Audit(MerchantApi api, IReadOnlyCollection<SimulatedShop> shops, Tally tally)
{
    private const int ExamplesMax = 20;
    private const int ReadersMax = 4;

    private readonly List<string> _examples = [];

    /// <summary>What is not as it should be yet: orders that are not done, shops that show other numbers; a quick look for those who wait.</summary>
    /// <returns>Some of it in words; empty once there is nothing to wait for.</returns>
    public async Task<IReadOnlyList<string>> FindUnsettledAsync(CancellationToken cancellationToken)
    {
        List<string> busy =
        [
            .. shops.Where(shop => !shop.IsQuiet).Select(shop => $"{shop.Id} is answering or delivering"),
            .. shops.Where(shop => shop.Webhooks?.Waiting > 0).Select(shop => $"{shop.Id} waits to deliver {shop.Webhooks!.Waiting} webhooks again"),
        ];
        if (busy.Count > 0)
        {
            return busy;
        }

        // Numbers are looked at once more after the orders: those from before the last order was done were right for then only.
        _examples.Clear();
        await NumbersAsync(cancellationToken);
        if (_examples.Count == 0)
        {
            await OrdersAsync(cancellationToken);
        }

        if (_examples.Count == 0)
        {
            await NumbersAsync(cancellationToken);
        }

        return [.. _examples];
    }

    /// <param name="progress">Told how many SKUs have been looked at.</param>
    public async Task<AuditResult> RunAsync(Action<int> progress, CancellationToken cancellationToken)
    {
        _examples.Clear();
        var levels = await api.LevelsAsync(cancellationToken);
        var (missing, shortUnits) = await OrdersAsync(cancellationToken);
        var listings = shops.ToDictionary(shop => shop.Id, shop => CountListingDifferences(shop, levels));
        var latencies = shops.ToDictionary(shop => shop.Id, _ => new List<TimeSpan>());
        var measure = new LatencyMeasure(shops);
        var journalDifferences = 0;
        var done = 0;
        await Parallel.ForEachAsync(
            levels,
            new ParallelOptions { MaxDegreeOfParallelism = ReadersMax, CancellationToken = cancellationToken },
            async (sku, cancel) =>
            {
                var journal = await api.JournalAsync(sku.Key, cancel);
                lock (_examples)
                {
                    journalDifferences += Differs(sku.Key, sku.Value, journal) ? 1 : 0;
                    foreach (var (channel, latency) in measure.Of(sku.Key, journal))
                    {
                        latencies[channel].Add(latency);
                    }

                    progress(++done);
                }
            });

        return new AuditResult(
            levels.Count,
            OversoldUnits(levels),
            UnitsOnHandDiffer(levels),
            UnaccountedUnits(levels, shortUnits),
            journalDifferences,
            listings,
            shops.ToDictionary(shop => shop.Id, shop => shop.Books.Items.Count),
            missing,
            await api.CountAsync("failures", cancellationToken),
            [.. _examples],
            latencies.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<TimeSpan>)[.. pair.Value.Order()]));
    }

    private long OversoldUnits(IReadOnlyDictionary<Sku, IReadOnlyList<LocationLevel>> levels)
    {
        // Backorders are promised at a channel's first location; whatever goes below zero beyond that was sold twice.
        var allowed = Company.Locations.ToDictionary(
            location => location,
            location => shops.Where(shop => shop.Plan.Locations[0] == location).Select(shop => shop.Plan.BackorderLimitUnits).DefaultIfEmpty().Max());
        var oversold = 0L;
        foreach (var (sku, at) in levels)
        {
            foreach (var level in at)
            {
                var beyond = Math.Max(0, level.ReservedUnits - level.OnHandUnits - allowed[level.Location]);
                oversold += Told(beyond, $"{sku} at {level.Location}: {level.ReservedUnits} promised, {level.OnHandUnits} on hand");
            }
        }

        return oversold;
    }

    // What exists and has not left must be there.
    private long UnitsOnHandDiffer(IReadOnlyDictionary<Sku, IReadOnlyList<LocationLevel>> levels)
    {
        var gone = new Dictionary<Sku, long>();
        foreach (var shop in shops)
        {
            foreach (var line in shop.Books.Orders.SelectMany(order => order.Lines))
            {
                // What came back to WooCommerce was booked in by hand.
                var back = shop.Plan.Kind == ShopKind.WooCommerce ? 0 : line.ReturnedUnits;
                var sku = Sku.Parse(line.Code);
                gone[sku] = gone.GetValueOrDefault(sku) + line.ShippedUnits - back;
            }
        }

        return tally.Existing.Keys.Union(gone.Keys).Sum(sku =>
        {
            var expected = tally.Existing.GetValueOrDefault(sku) - gone.GetValueOrDefault(sku);
            var found = levels.TryGetValue(sku, out var at) ? at.Sum(level => (long)level.OnHandUnits) : 0;
            return Told(Math.Abs(expected - found), $"{sku}: {found} on hand, the books say {expected}");
        });
    }

    // Every unit that a shop still owes is held, or told to be short.
    private long UnaccountedUnits(IReadOnlyDictionary<Sku, IReadOnlyList<LocationLevel>> levels, IReadOnlyDictionary<Sku, long> shortUnits)
    {
        var owed = new Dictionary<Sku, long>();
        foreach (var order in shops.SelectMany(shop => shop.Books.Orders).Where(order => order.CancelledAt is null))
        {
            foreach (var line in order.Lines)
            {
                var sku = Sku.Parse(line.Code);
                owed[sku] = owed.GetValueOrDefault(sku) + line.OpenUnits;
            }
        }

        return levels.Keys.Union(owed.Keys).Sum(sku =>
        {
            var held = levels.TryGetValue(sku, out var at) ? at.Sum(level => (long)level.ReservedUnits) : 0;
            var told = held + shortUnits.GetValueOrDefault(sku);
            var expected = owed.GetValueOrDefault(sku);
            return Told(Math.Abs(told - expected), $"{sku}: the shops owe {expected}, {held} are reserved and {told - held} told short");
        });
    }

    private async Task NumbersAsync(CancellationToken cancellationToken)
    {
        var levels = await api.LevelsAsync(cancellationToken);
        foreach (var shop in shops)
        {
            CountListingDifferences(shop, levels);
        }

        UnitsOnHandDiffer(levels);
    }

    private async Task<(int Missing, IReadOnlyDictionary<Sku, long> ShortUnits)> OrdersAsync(CancellationToken cancellationToken)
    {
        var missing = 0;
        var shortUnits = new Dictionary<Sku, long>();
        var orders = shops.SelectMany(shop => shop.Books.Orders.Select(order => (shop.Id, Order: order)));
        await Parallel.ForEachAsync(
            orders,
            new ParallelOptions { MaxDegreeOfParallelism = ReadersMax, CancellationToken = cancellationToken },
            async (placed, cancel) =>
            {
                var reading = await api.OrderAsync(placed.Id, placed.Order.Id, cancel);
                lock (shortUnits)
                {
                    missing += (int)Told(reading is not { IsInWork: false } ? 1 : 0, $"{placed.Id}/{placed.Order.Id}: {reading?.Outcome ?? "unknown to StockFlow"}");
                    if (placed.Order.CancelledAt is not null)
                    {
                        return;
                    }

                    foreach (var line in placed.Order.Lines)
                    {
                        var sku = Sku.Parse(line.Code);
                        var read = reading?.Lines.GetValueOrDefault(line.Id);
                        shortUnits[sku] = shortUnits.GetValueOrDefault(sku)
                            + (read is { IsQuarantined: true } || reading is { IsRejected: true } ? line.OpenUnits : read?.ShortUnits ?? 0);
                    }
                }
            });
        return (missing, shortUnits);
    }

    private int CountListingDifferences(SimulatedShop shop, IReadOnlyDictionary<Sku, IReadOnlyList<LocationLevel>> levels)
    {
        var differences = 0;
        foreach (var item in shop.Books.Items)
        {
            if (!levels.TryGetValue(Sku.Parse(item.Sku), out var at))
            {
                continue;
            }

            var available = at.Where(level => shop.Plan.Locations.Contains(level.Location))
                .Sum(level => level.OnHandUnits - level.ReservedUnits - level.SafetyStockUnits);
            var expected = Math.Max(0, available + shop.Plan.BackorderLimitUnits - shop.Plan.BufferUnits);
            differences += (int)Told(item.ListedUnits == expected ? 0 : 1, $"{shop.Id} shows {item.ListedUnits} of {item.Sku} instead of {expected}");
        }

        return differences;
    }

    private bool Differs(Sku sku, IReadOnlyList<LocationLevel> live, IReadOnlyList<JournalReading> journal)
    {
        var rebuilt = new Dictionary<LocationId, LocationLevel>();
        var isUnbroken = true;
        for (var index = 0; index < journal.Count; index++)
        {
            isUnbroken &= journal[index].Position == index + 1;
            foreach (var (before, after) in journal[index].Changes)
            {
                var level = rebuilt.GetValueOrDefault(after.Location) ?? new LocationLevel(after.Location, 0);
                rebuilt[after.Location] = level with
                {
                    OnHandUnits = level.OnHandUnits + after.OnHandUnits - before.OnHandUnits,
                    ReservedUnits = level.ReservedUnits + after.ReservedUnits - before.ReservedUnits,
                    SafetyStockUnits = level.SafetyStockUnits + after.SafetyStockUnits - before.SafetyStockUnits,
                    IncomingUnits = level.IncomingUnits + after.IncomingUnits - before.IncomingUnits,
                    BackorderedUnits = level.BackorderedUnits + after.BackorderedUnits - before.BackorderedUnits,
                };
            }
        }

        var same = isUnbroken && live.All(level => level == (rebuilt.GetValueOrDefault(level.Location) ?? new LocationLevel(level.Location, 0)))
            && rebuilt.Keys.All(location => live.Any(level => level.Location == location));
        return Told(same ? 0 : 1, $"{sku}: the journal gives other levels than the live ones") > 0;
    }

    private long Told(long wrong, string what)
    {
        if (wrong > 0)
        {
            lock (_examples)
            {
                if (_examples.Count < ExamplesMax)
                {
                    _examples.Add(what);
                }
            }
        }

        return wrong;
    }
}
