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
    /// <summary>How long after its deadline an unpaid order may still hold units: how often we look, and some time for the work.</summary>
    private static readonly TimeSpan HoldSlack = TimeSpan.FromMinutes(15);

    private readonly Simulation _world = day.World;
    private readonly Dictionary<Sku, IReadOnlyList<LocationLevel>> _levels = [];
    private readonly Dictionary<(string Order, Sku Sku), Holding> _holdings = [];
    private readonly HashSet<string> _waitingForBundle = [];

    public async Task CheckAsync()
    {
        using var api = new MerchantApi(new Uri("http://stockflow.test/"), "unused", new Network(_world));
        foreach (var (sku, levels) in await api.LevelsAsync(CancellationToken.None))
        {
            _levels.Add(sku, levels);
            await ReadHoldingsAsync(api, sku);
            new JournalPromises(day, sku, await api.JournalAsync(sku, CancellationToken.None)).Check(levels);
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
            CheckPrices(shop);
        }

        CheckSettings();
        await CheckNothingIsLeftAsync(api, "failures?top=1000");
        await CheckNothingIsLeftAsync(api, "quarantine?top=1000", mayBe: WaitsForBundle);
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
        CheckPayment(shop, id, order, reading);
        var wantsNothing = isCancelled || reading.IsExpired;
        foreach (var line in order.Lines)
        {
            var open = wantsNothing ? 0 : line.OpenUnits;
            var told = reading.Lines.GetValueOrDefault(line.Id);
            if (told is { IsQuarantined: true } && (open > 0 || line.ShippedUnits > 0) && day.Books.IsBundleRetired && day.IsBundle(line.Code))
            {
                _waitingForBundle.Add(id);
                continue;
            }

            Expect(
                reading.IsRejected || (told?.ReservedUnits ?? 0) + (told?.ShortUnits ?? 0) + (told?.GivenUpUnits ?? 0) == open,
                $"{id} line {line.Id} of {line.Code}: {open} open in the shop, {told?.ReservedUnits} reserved, {told?.ShortUnits} short and {told?.GivenUpUnits} given up");
            Expect(told is not { GivenUpUnits: > 0 } || day.Books.IsDecided(id, "cancel"), $"{id} line {line.Id} has given up {told?.GivenUpUnits}, which nobody decided");
            Expect(told?.Components is not { } parts || day.Books.Bundles.Any(known => known.Count == parts.Count && known.All(parts.Contains)), $"{id} line {line.Id} is of parts that {line.Code} never had");
        }

        CheckHoldings(shop, id, order, reading, wantsNothing || reading.IsRejected);
        if (!shop.Plan.SplitsLines && !wantsNothing && !reading.IsRejected && !day.Books.IsDecided(id, "location"))
        {
            CheckPacking(shop, id, order, reading);
        }
    }

    /// <summary>What a bundle is packed of is held in one place, and a bundle that is all there in one place is not short.</summary>
    private void CheckPacking(SeedShop shop, string id, ShopOrder order, OrderReading reading)
    {
        foreach (var line in order.Lines.Where(line => line.OpenUnits > 0 && day.IsBundle(line.Code)))
        {
            var parts = PartsOf(line, reading).ToList();
            var places = shop.Plan.Locations.Concat(shop.Plan.FallbackLocations)
                .Where(place => parts.Exists(part => _holdings.GetValueOrDefault((id, part.Key))?.ReservedAt(place) > 0))
                .ToList();
            Expect(places.Count <= 1, $"{id}: {line.Code} is packed of units in {string.Join(" and ", places)}");
            var isAlone = order.Lines.Count(other => other.OpenUnits > 0) == 1;
            Expect(
                reading.Lines.GetValueOrDefault(line.Id) is not { ReservedUnits: 0, ShortUnits: > 0 } || !isAlone
                    || !shop.Plan.Locations.Any(place => parts.TrueForAll(part => Spare(place, part.Key) >= line.OpenUnits * part.Value)),
                $"{id}: {line.Code} is short while one place has all of it");

            int Spare(LocationId place, Sku sku) => Math.Min(AvailableAt(place, sku), AvailableTo(shop, sku)) + (_holdings.GetValueOrDefault((id, sku))?.ReservedAt(place) ?? 0);
        }
    }

    /// <summary>An unpaid order is given up when its time is over, and not before.</summary>
    private void CheckPayment(SeedShop shop, string id, ShopOrder order, OrderReading reading)
    {
        var now = _world.Clock.GetUtcNow();
        var since = day.Books.UnpaidSince(id);
        var deadline = since + shop.HoldTime;
        if (reading.IsExpired)
        {
            Expect(order.IsUnpaid && now >= deadline, $"{id} is given up; it is {(order.IsUnpaid ? "unpaid" : "paid")}, its time is over at {deadline:O}");
        }
        else if (order is { IsUnpaid: true, CancelledAt: null } && order.Lines.Any(line => line.OpenUnits > 0))
        {
            // It runs from when we hear of the order, in whole seconds.
            Expect(
                reading.HoldUntil >= deadline - TimeSpan.FromSeconds(1) && reading.HoldUntil > now - HoldSlack,
                $"{id} is unpaid since {since:O} and {reading.Outcome}, it holds units until {reading.HoldUntil:O}");
        }
    }

    /// <summary>The order holds of each SKU what its lines come to, or is short of the rest.</summary>
    private void CheckHoldings(SeedShop shop, string id, ShopOrder order, OrderReading reading, bool wantsNothing)
    {
        foreach (var parts in order.Lines.SelectMany(line => PartsOf(line, reading), (line, part) => (Line: line, part.Key, part.Value)).GroupBy(part => part.Key))
        {
            var open = wantsNothing ? 0 : parts.Sum(part => part.Line.OpenUnits * part.Value);
            var shipped = parts.Sum(part => part.Line.ShippedUnits * part.Value);
            var holding = _holdings.GetValueOrDefault((id, parts.Key));
            var (reserved, shorts) = (holding?.ReservedUnits ?? 0, holding?.ShortUnits ?? 0);
            Expect(
                reserved + shorts == open || (reserved + shorts < open && day.Books.IsDecided(id, "cancel")),
                $"{id} {parts.Key}: {open} open in the shop, holds {reserved} and is short of {shorts}");
            Expect(
                shorts == 0 || shop.Plan.RejectsShortOrders || AvailableTo(shop, parts.Key) <= 0
                    || (!shop.Plan.SplitsLines && (reserved > 0 || parts.Any(part => day.IsBundle(part.Line.Code)))),
                $"{id} {parts.Key}: short of {shorts} while {AvailableTo(shop, parts.Key)} are available to its shop");
            Expect((holding?.ShippedUnits ?? 0) == shipped, $"{id} {parts.Key}: {shipped} shipped by the shop, {holding?.ShippedUnits ?? 0} on record");
            CheckReturned(id, parts.Key, parts.Sum(part => part.Line.ReturnedUnits * part.Value), holding);
        }
    }

    /// <summary>
    /// A unit that left goes back once, whoever tells of it: shop and merchant may tell of the same ones. What was written off is not there,
    /// unless it had left again before.
    /// </summary>
    private void CheckReturned(string id, Sku sku, int toldUnits, Holding? holding)
    {
        var (units, writtenOff) = day.Books.Returned(id, sku);
        var back = Math.Min(Math.Max(toldUnits, units), holding?.LeftUnits ?? 0);
        var known = day.Books.IsRestored ? Math.Min(toldUnits, back) : back;
        var found = holding?.RestockedUnits ?? 0;
        Expect(
            found <= back && found >= known - writtenOff,
            $"{id} {sku}: {toldUnits} came back to the shop, {units} to the merchant, {writtenOff} of them written off; {found} back on hand");
    }

    private IEnumerable<KeyValuePair<Sku, int>> PartsOf(ShopOrderLine line, OrderReading reading) =>
        !day.IsBundle(line.Code) ? [new(Sku.Parse(line.Code), 1)]
        : reading.Lines.GetValueOrDefault(line.Id)?.Components ?? (IEnumerable<KeyValuePair<Sku, int>>)[];

    private void CheckListings(SeedShop shop)
    {
        foreach (var item in shop.Books.Items)
        {
            var isBundle = day.IsBundle(item.Sku);
            var sku = Sku.Parse(item.Sku);
            var parts = isBundle ? day.Books.Bundles[^1] : new Dictionary<Sku, int> { [sku] = 1 };
            if (parts.Keys.All(_levels.ContainsKey))
            {
                // A bundle is as many as its scarcest part makes; what is kept back of a part no bundle draws on.
                var available = parts.Min(part =>
                    Beyond(shop, part.Key, Kept(AvailableTo(shop, part.Key), isBundle ? Term(shop, part.Key, terms => terms.BufferUnits) ?? 0 : 0)) / part.Value);
                if (!shop.Plan.SplitsLines)
                {
                    // A single order may want it all, and from one place.
                    available = Math.Min(available, shop.Plan.Locations.Max(place => parts.Min(part => Beyond(shop, part.Key, Math.Max(0, AvailableAt(place, part.Key))) / part.Value)));
                }

                var buffer = Term(shop, sku, terms => terms.BufferUnits) ?? shop.Plan.BufferUnits;
                var shown = Math.Max(0, available - buffer) * (Term(shop, sku, terms => terms.SharePercent) ?? shop.Plan.SharePercent) / 100;
                shown = Math.Min(shown, Term(shop, sku, terms => terms.CapUnits) ?? shop.Plan.CapUnits ?? int.MaxValue);
                shown = shown < Term(shop, sku, terms => terms.MinimumUnits) || (isBundle && day.Books.IsBundleRetired) ? 0 : shown;
                if (item.ListedUnits != shown)
                {
                    day.World.Trace.Note($"{shop.Id}, {shop.Plan}, was told {string.Join(", ", shop.Books.Shown.Where(number => number.Sku == sku).Select(number => $"{number.At:HH:mm:ss} {number.Units}"))}");
                }

                Expect(item.ListedUnits == shown, $"{shop.Id} shows {item.ListedUnits} of {item.Sku} instead of {shown}");
            }
        }
    }

    /// <summary>A shop with prices shows the newest one of each item that has any; another one was never told any.</summary>
    private void CheckPrices(SeedShop shop)
    {
        if (shop.Plan.Prices is not { } plan)
        {
            Expect(shop.Books.Prices.Count == 0, $"{shop.Id} was told {shop.Books.Prices.Count} prices and wants none");
            return;
        }

        foreach (var item in shop.Books.Items)
        {
            decimal? shown = day.Books.Prices.TryGetValue(Sku.Parse(item.Sku), out var price) ? plan.Of(price) : null;
            Expect(item.Price == shown, $"{item.Sku} costs {item.Price} at {shop.Id} instead of {shown}");
        }
    }

    /// <summary>What is kept back is kept of what is there.</summary>
    private static int Kept(int available, int units) => available > 0 ? Math.Max(0, available - units) : available;

    /// <summary>
    /// What a shop may promise of an item; every release date is past. Of the item's own limit all shops use up the same, whatever place they
    /// sell from.
    /// </summary>
    private int Beyond(SeedShop shop, Sku sku, int available)
    {
        var limit = Term(shop, sku, terms => terms.BackorderLimitUnits) is { } all ? Math.Max(0, all - Lacking(shop, sku)) : shop.Plan.BackorderLimitUnits;
        return Math.Max(0, available + (shop.Plan.ShowsBackorders ? limit : 0));
    }

    private int Lacking(SeedShop shop, Sku sku) =>
        _levels[sku].Where(level => !shop.Plan.Locations.Contains(level.Location)).Sum(level => Math.Min(level.ReservedUnits, Math.Max(0, -Available(level))));

    /// <summary>A term of an item in a shop; where that has none, of the item.</summary>
    private int? Term(SeedShop shop, Sku sku, Func<ShownTerms, int?> which) =>
        which(day.Books.Terms.GetValueOrDefault((sku, shop.Id), ShownTerms.None)) ?? which(day.Books.Terms.GetValueOrDefault((sku, null), ShownTerms.None));

    private void CheckSettings()
    {
        // What is incoming falls with every receipt; safety stock stays as it was set.
        foreach (var ((_, sku, location), units) in day.Books.Settings.Where(setting => setting.Key.Kind == "safetyStock"))
        {
            var found = _levels.GetValueOrDefault(sku)?.FirstOrDefault(level => level.Location == location)?.SafetyStockUnits ?? 0;
            Expect(found == units, $"The safety stock of {sku} at {location} is {found}, set to {units}");
        }
    }

    private async Task CheckNothingIsLeftAsync(MerchantApi api, string list, Func<JsonElement, bool>? mayBe = null)
    {
        using var page = (await api.GetAsync(list, CancellationToken.None))!;
        foreach (var item in page.RootElement.GetProperty("items").EnumerateArray().Where(item => mayBe?.Invoke(item) != true))
        {
            _world.Wrong($"{list[..list.IndexOf('?', StringComparison.Ordinal)]}: {item}");
        }
    }

    /// <summary>What was sold of the bundle while it was out of sale waits for it to come back.</summary>
    private bool WaitsForBundle(JsonElement item) =>
        day.Books.IsBundleRetired && item.GetProperty("sku").GetString() is { } sku && day.IsBundle(sku) && _waitingForBundle.Contains(item.GetProperty("order").GetString()!);

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            _world.Wrong(otherwise);
        }
    }

    private int AvailableTo(SeedShop shop, Sku sku) => shop.Plan.Locations.Sum(place => AvailableAt(place, sku));

    private int AvailableAt(LocationId place, Sku sku) => (_levels.GetValueOrDefault(sku) ?? []).Where(level => level.Location == place).Sum(Available);

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
