using System.Globalization;
using System.Text.Json;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// Holds what the app came to against what the shops and the merchant know. Everything that should be is worked out here, in the simplest
/// way there is, without the app's own rules.
/// </summary>
internal sealed class Promises(MerchantDay day)
{
    private readonly Simulation _world = day.World;
    private readonly Dictionary<Sku, IReadOnlyList<LocationLevel>> _levels = [];
    private readonly Dictionary<(string Order, Sku Sku), Holding> _holdings = [];

    public async Task CheckAsync()
    {
        using var api = new MerchantApi(new Uri("http://stockflow.test/"), "unused", new Network(_world));
        foreach (var (sku, levels) in await api.LevelsAsync(CancellationToken.None))
        {
            _levels.Add(sku, levels);
            await ReadHoldingsAsync(api, sku);
            var journal = await api.JournalAsync(sku, CancellationToken.None);
            CheckJournal(sku, levels, journal);
            CheckCounts(sku, journal);
            CheckReserved(sku, levels);
            CheckOnHand(sku, levels);
        }

        foreach (var shop in _world.Shops)
        {
            foreach (var order in shop.Books.Orders)
            {
                CheckOrder(shop, order, await api.OrderAsync(shop.Plan.Id, order.Id, CancellationToken.None));
            }

            CheckListings(shop);
        }

        CheckSettings();
        await CheckNothingIsLeftAsync(api, "failures?top=1000");
        await CheckNothingIsLeftAsync(api, "quarantine?top=1000");
    }

    private async Task ReadHoldingsAsync(MerchantApi api, Sku sku)
    {
        string? after = null;
        do
        {
            var from = after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}";
            using var page = (await api.GetAsync($"stock/{sku}/reservations?top=1000{from}", CancellationToken.None))!;
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                var holding = Holding.Of(item);
                _holdings.Add((holding.Order, sku), holding);
            }

            after = page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
    }

    /// <summary>The journal has no gap, gives the levels, and no entry promises an order what was not there.</summary>
    private void CheckJournal(Sku sku, IReadOnlyList<LocationLevel> live, IReadOnlyList<JournalReading> journal)
    {
        var replayed = new SortedDictionary<string, LocationLevel>(StringComparer.Ordinal);
        var position = 0L;
        foreach (var entry in journal)
        {
            Expect(entry.Position == ++position, $"{sku}: entry {entry.Position} stands at {position} of the journal");
            var reservedBefore = replayed.Values.Sum(level => level.ReservedUnits);
            foreach (var (before, after) in entry.Changes)
            {
                var known = replayed.GetValueOrDefault(after.Location.Value) ?? new LocationLevel(after.Location, 0);
                Expect(known == before, $"{sku}@{entry.Position}: {known} before the entry, which says {before}");
                Expect(after.OnHandUnits >= 0 && after.ReservedUnits >= 0 && after.SafetyStockUnits >= 0, $"{sku}@{entry.Position}: {after}");
                replayed[after.Location.Value] = after;
            }

            if (entry.Order is { } order && replayed.Values.Sum(level => level.ReservedUnits) > reservedBefore)
            {
                var shop = _world.Shops.First(shop => order.StartsWith($"{shop.Id}/", StringComparison.Ordinal));
                var available = shop.Plan.Locations.Sum(at => replayed.TryGetValue(at.Value, out var level) ? Available(level) : 0);
                Expect(
                    available >= -shop.Plan.BackorderLimitUnits,
                    $"{sku}@{entry.Position}: {order} was promised units until {available} were available, the limit is -{shop.Plan.BackorderLimitUnits}");
            }
        }

        foreach (var level in live)
        {
            var rebuilt = replayed.GetValueOrDefault(level.Location.Value) ?? new LocationLevel(level.Location, 0);
            Expect(rebuilt == level, $"{sku}: the journal gives {rebuilt}, live is {level}");
            replayed.Remove(level.Location.Value);
        }

        Expect(replayed.Count == 0, $"{sku}: the journal knows places that the levels do not");
    }

    /// <summary>A stocktake changed on hand, once, by what was counted beside what was there when it was counted, whatever was sold since.</summary>
    private void CheckCounts(Sku sku, IReadOnlyList<JournalReading> journal)
    {
        foreach (var line in day.Books.Counted.Where(line => line.Sku == sku))
        {
            var posted = journal.Where(entry => entry.CommandId == $"count:{line.Count}:{line.Location}").ToList();
            Expect(posted.Sum(entry => Moved(entry, line.Location)) == line.PostedUnits && posted.Count <= 1, $"{line}: the journal has {string.Join(", ", posted)}");
            if (line.Entries.Count > 0)
            {
                var (first, last) = (line.Entries.Min(entry => entry.Position), line.Entries.Max(entry => entry.Position));
                var hasMoved = journal.Any(entry => entry.Position > first && entry.Position <= last && Moved(entry, line.Location) != 0);
                var variance = line.CountedUnits - OnHandAt(last);
                Expect(hasMoved == (line.State == "recount"), $"{line}: on hand {(hasMoved ? "moved" : "did not move")} between its entries");
                Expect(hasMoved || (variance == 0) == (line.State == "matches"), $"{line}: the variance is {variance}");
                var most = posted.Count == 0 ? 0 : Math.Max(variance, -OnHandAt(posted[0].Position - 1));
                Expect(line.State != "posted" || line.PostedUnits == most, $"{line}: {most} were to be posted of {variance}");
            }

            long OnHandAt(long position) => journal.Where(entry => entry.Position <= position).Sum(entry => (long)Moved(entry, line.Location));
        }

        static int Moved(JournalReading entry, LocationId location) =>
            entry.Changes.Where(change => change.After.Location == location).Sum(change => change.After.OnHandUnits - change.Before.OnHandUnits);
    }

    private void CheckReserved(Sku sku, IReadOnlyList<LocationLevel> levels)
    {
        foreach (var level in levels)
        {
            var held = _holdings.Where(holding => holding.Key.Sku == sku).Sum(holding => holding.Value.ReservedAt(level.Location));
            Expect(held == level.ReservedUnits, $"{sku} at {level.Location}: {level.ReservedUnits} reserved, the orders hold {held}");
        }
    }

    /// <summary>What came in and has not left is there.</summary>
    private void CheckOnHand(Sku sku, IReadOnlyList<LocationLevel> levels)
    {
        var expected = day.Books.Existing(sku);
        foreach (var ((order, _), holding) in _holdings.Where(holding => holding.Key.Sku == sku))
        {
            expected += holding.RestockedUnits - holding.LeftUnits;
            Expect(
                holding.LeftUnits + holding.UncoveredUnits == holding.ShippedUnits && (holding.UncoveredUnits == 0 || day.Books.MayMiss(sku)),
                $"{order} {sku}: {holding.ShippedUnits} shipped, {holding.LeftUnits} taken off hand, {holding.UncoveredUnits} uncovered");
            Expect(holding.RestockedUnits <= holding.LeftUnits, $"{order} {sku}: {holding.RestockedUnits} came back of {holding.LeftUnits}");
        }

        var found = levels.Sum(level => (long)level.OnHandUnits);
        Expect(found == expected, $"{sku}: {found} on hand, the books say {expected}");
    }

    private void CheckOrder(SeedShop shop, ShopOrder order, OrderReading? reading)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{shop.Id}/{order.Id}");
        if (reading is null || reading.IsInWork)
        {
            _world.Wrong($"{id} is {(reading is null ? "unknown" : "still in work")}");
            return;
        }

        var isCancelled = order.CancelledAt is not null;
        Expect(
            isCancelled == reading.Outcome.Equals("cancelled", StringComparison.OrdinalIgnoreCase),
            $"{id} is {reading.Outcome}, the shop says {(isCancelled ? "cancelled" : "open")}");
        Expect(!reading.IsRejected || shop.Plan.RejectsShortOrders, $"{id} is rejected");
        foreach (var line in order.Lines)
        {
            var open = isCancelled ? 0 : line.OpenUnits;
            var told = reading.Lines.GetValueOrDefault(line.Id);
            Expect(
                reading.IsRejected || (told?.ReservedUnits ?? 0) + (told?.ShortUnits ?? 0) == open,
                $"{id} line {line.Id} of {line.Code}: {open} open in the shop, {told?.ReservedUnits} reserved and {told?.ShortUnits} short");
        }

        CheckHoldings(shop, id, order, reading, isCancelled);
    }

    /// <summary>The order holds of each SKU what its lines come to, or is short of the rest.</summary>
    private void CheckHoldings(SeedShop shop, string id, ShopOrder order, OrderReading reading, bool isCancelled)
    {
        foreach (var parts in order.Lines.SelectMany(line => day.PartsOf(line.Code), (line, part) => (Line: line, part.Key, part.Value)).GroupBy(part => part.Key))
        {
            var open = isCancelled || reading.IsRejected ? 0 : parts.Sum(part => part.Line.OpenUnits * part.Value);
            var shipped = parts.Sum(part => part.Line.ShippedUnits * part.Value);
            var returned = parts.Sum(part => part.Line.ReturnedUnits * part.Value);
            var holding = _holdings.GetValueOrDefault((id, parts.Key));
            var (reserved, shorts) = (holding?.ReservedUnits ?? 0, holding?.ShortUnits ?? 0);
            Expect(reserved + shorts == open, $"{id} {parts.Key}: {open} open in the shop, holds {reserved} and is short of {shorts}");
            Expect(
                shorts == 0 || shop.Plan.RejectsShortOrders || AvailableTo(shop, parts.Key) <= 0,
                $"{id} {parts.Key}: short of {shorts} while {AvailableTo(shop, parts.Key)} are available to its shop");
            Expect((holding?.ShippedUnits ?? 0) == shipped, $"{id} {parts.Key}: {shipped} shipped by the shop, {holding?.ShippedUnits ?? 0} on record");
            Expect(
                (holding?.RestockedUnits ?? 0) == Math.Min(returned, holding?.LeftUnits ?? 0),
                $"{id} {parts.Key}: {returned} came back to the shop, {holding?.RestockedUnits ?? 0} back on hand");
        }
    }

    private void CheckListings(SeedShop shop)
    {
        foreach (var item in shop.Books.Items)
        {
            var parts = day.PartsOf(item.Sku);
            if (parts.Keys.All(_levels.ContainsKey))
            {
                // A bundle is as many as its scarcest part makes.
                var available = parts.Min(part => Math.Max(0, AvailableTo(shop, part.Key)) / part.Value);
                var shown = Math.Max(0, available - shop.Plan.BufferUnits) * shop.Plan.SharePercent / 100;
                shown = Math.Min(shown, shop.Plan.CapUnits ?? int.MaxValue);
                Expect(item.ListedUnits == shown, $"{shop.Id} shows {item.ListedUnits} of {item.Sku} instead of {shown}");
            }
        }
    }

    private void CheckSettings()
    {
        // What is incoming falls with every receipt; safety stock stays as it was set.
        foreach (var ((_, sku, location), units) in day.Books.Settings.Where(setting => setting.Key.Kind == "safetyStock"))
        {
            var found = _levels.GetValueOrDefault(sku)?.FirstOrDefault(level => level.Location == location)?.SafetyStockUnits ?? 0;
            Expect(found == units, $"The safety stock of {sku} at {location} is {found}, set to {units}");
        }
    }

    private async Task CheckNothingIsLeftAsync(MerchantApi api, string list)
    {
        using var page = (await api.GetAsync(list, CancellationToken.None))!;
        foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
        {
            _world.Wrong($"{list[..list.IndexOf('?', StringComparison.Ordinal)]}: {item}");
        }
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            _world.Wrong(otherwise);
        }
    }

    private int AvailableTo(SeedShop shop, Sku sku) =>
        (_levels.GetValueOrDefault(sku) ?? []).Where(level => shop.Plan.Locations.Contains(level.Location)).Sum(Available);

    private static int Available(LocationLevel level) => level.OnHandUnits - level.ReservedUnits - level.SafetyStockUnits;

    /// <summary>What one order holds of a SKU, as the merchant API tells it.</summary>
    private sealed record Holding(string Order, int ReservedUnits, int ShortUnits, int ShippedUnits, int UncoveredUnits, IReadOnlyList<HoldingPart> Parts)
    {
        public int LeftUnits => Parts.Sum(part => part.ShippedUnits);

        public int RestockedUnits => Parts.Sum(part => part.RestockedUnits);

        public int ReservedAt(LocationId location) => Parts.Where(part => part.Location == location).Sum(part => part.ReservedUnits);

        public static Holding Of(JsonElement item) => new(
            item.GetProperty("order").GetString()!,
            item.GetProperty("reservedUnits").GetInt32(),
            item.GetProperty("shortUnits").GetInt32(),
            item.GetProperty("shippedUnits").GetInt32(),
            item.GetProperty("uncoveredUnits").GetInt32(),
            [.. item.GetProperty("locations").EnumerateArray().Select(part => new HoldingPart(
                LocationId.Parse(part.GetProperty("location").GetString()!),
                part.GetProperty("reservedUnits").GetInt32(),
                part.GetProperty("shippedUnits").GetInt32(),
                part.GetProperty("restockedUnits").GetInt32()))]);
    }

    private sealed record HoldingPart(LocationId Location, int ReservedUnits, int ShippedUnits, int RestockedUnits);
}
