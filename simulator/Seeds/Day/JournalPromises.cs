using System.Globalization;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Replays the journal of one SKU entry by entry, and looks at every one whether it kept what was promised.</summary>
/// <param name="journal">All of it, the oldest entry first.</param>
internal sealed class JournalPromises(MerchantDay day, Sku sku, IReadOnlyList<JournalReading> journal)
{
    /// <summary>Who orders so long after an item's terms were changed is bound by them.</summary>
    private static readonly TimeSpan TermsKnownAfter = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<string, LocationLevel> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _backordered = [];

    /// <summary>The journal has no gap, gives the levels, and no entry promises an order what was not there.</summary>
    public void Check(IReadOnlyList<LocationLevel> live)
    {
        var position = 0L;
        foreach (var entry in journal)
        {
            day.World.Trace.Note($"{sku}@{entry.Position} {entry.At:HH:mm:ss} {entry.Kind} {entry.CommandId}: {string.Join("; ", entry.Changes.Select(Text))}");
            Expect(entry.Position == ++position, $"{sku}: entry {entry.Position} stands at {position} of the journal");
            foreach (var (before, after) in entry.Changes)
            {
                var known = _levels.GetValueOrDefault(after.Location.Value) ?? new LocationLevel(after.Location, 0);
                Expect(known == before, $"{sku}@{entry.Position}: {known} before the entry, which says {before}");
                Expect(after.OnHandUnits >= 0 && after.ReservedUnits >= 0 && after.SafetyStockUnits >= 0, $"{sku}@{entry.Position}: {after}");
                _levels[after.Location.Value] = after;
            }

            if (entry.Order is { } order)
            {
                var shop = day.World.Shops.First(shop => order.StartsWith($"{shop.Id}/", StringComparison.Ordinal));
                CheckPromise(entry, order, shop);
                CheckTurn(entry, order, shop);
            }
        }

        foreach (var level in live)
        {
            var rebuilt = _levels.GetValueOrDefault(level.Location.Value) ?? new LocationLevel(level.Location, 0);
            Expect(rebuilt == level, $"{sku}: the journal gives {rebuilt}, live is {level}");
            _levels.Remove(level.Location.Value);
        }

        Expect(_levels.Count == 0, $"{sku}: the journal knows places that the levels do not");
        CheckCounts();
        CheckImports();
        if (day.Books.IsRestored)
        {
            // Which of the merchant's commands are in the backup only the journal knows.
            day.Books.Move(sku, journal.Where(entry => entry.Order is null).Sum(entry => entry.Changes.Sum(change => change.After.OnHandUnits - change.Before.OnHandUnits)));
        }
    }

    /// <summary>An order is given more only while that is there for its shop, or allowed beyond; and only from elsewhere if the merchant said so.</summary>
    private void CheckPromise(JournalReading entry, string order, SeedShop shop)
    {
        var plans = shop.PlansUntil(entry.At).ToList();

        var own = entry.Changes.Where(IsOwn).ToList();
        if (own.Sum(Reserved) > 0 && !day.Books.IsDecided(order, "backorder"))
        {
            var available = plans.Max(plan => plan.Locations.Sum(at => _levels.TryGetValue(at.Value, out var level) ? Available(level) : 0));
            var limit = Math.Max(plans.Max(plan => plan.BackorderLimitUnits), day.Books.BackorderLimitMax(sku));
            if (!day.Books.IsRestored && day.Books.IsBackorderLimited(sku, PlacedAt(shop, order) - TermsKnownAfter, entry.At))
            {
                limit = Math.Max(0, day.Books.BackorderLimitMax(sku) - plans.Min(Lacking));
            }

            Expect(available >= -limit, $"{sku}@{entry.Position}: {order} was promised units until {available} were available, the limit is -{limit}");
        }

        var isElsewhere = entry.Changes.Any(change =>
            Reserved(change) > 0 && !IsIn(change, plan => plan.Locations) && !IsIn(change, plan => plan.FallbackLocations));
        Expect(!isElsewhere || day.Books.IsDecided(order, "location"), $"{sku}@{entry.Position}: {order} was promised units where {shop.Id} does not sell from");

        // What was one of its own may be a last resort since, by the settings or by a decision: that gives whatever lacks at its own ones.
        bool IsOwn((LocationLevel Before, LocationLevel After) change) =>
            plans.TrueForAll(plan => plan.Locations.Contains(change.After.Location))
            || (IsIn(change, plan => plan.Locations) && !IsIn(change, plan => plan.FallbackLocations) && !day.Books.IsDecided(order, "location"));

        bool IsIn((LocationLevel Before, LocationLevel After) change, Func<ShopPlan, IReadOnlyList<LocationId>> which) =>
            plans.Exists(plan => which(plan).Contains(change.After.Location));
    }

    /// <summary>What is promised beyond available where a shop does not sell from.</summary>
    private int Lacking(ShopPlan plan) =>
        _levels.Values.Where(level => !plan.Locations.Contains(level.Location)).Sum(level => Math.Min(level.ReservedUnits, Math.Max(0, -Available(level))));

    /// <summary>Units that came go to those who wait, and of one shop to who came first.</summary>
    private void CheckTurn(JournalReading entry, string order, SeedShop shop)
    {
        var backordered = Backordered(entry);
        _backordered[order] = _backordered.GetValueOrDefault(order) + backordered;

        // Who has a place of his own, or may not be served in parts, does not wait in the same line.
        if (shop.Plan.SplitsLines && !shop.HasPromisedOtherwise && entry.Kind == "backordersFilled" && entry.Changes.Sum(Reserved) > backordered && !day.Books.IsDecided(order, "location"))
        {
            var placed = PlacedAt(shop, order);
            foreach (var earlier in _backordered.Where(other => other.Value > 0 && other.Key.StartsWith($"{shop.Id}/", StringComparison.Ordinal)))
            {
                Expect(PlacedAt(shop, earlier.Key) >= placed, $"{sku}@{entry.Position}: {order} was served while {earlier.Key} waited for {earlier.Value}, who came before");
            }

            if (entry.Changes.Sum(Reserved) > Math.Max(0, backordered) && !shop.Plan.RejectsShortOrders && !day.Books.PromisesByOwnRules(sku) && !day.Books.IsDecided(order))
            {
                CheckShortTurn(entry, order, shop);
            }
        }
    }

    /// <summary>
    /// What nobody was promised goes first to who came first and was seen to be short of it, unless he got it since. He still wants it, as his
    /// order has not changed since he was seen. Channels tell when an order was placed in whole seconds.
    /// </summary>
    private void CheckShortTurn(JournalReading entry, string order, SeedShop shop)
    {
        foreach (var seen in day.Books.SeenShort.Where(seen => seen.Sku == sku && seen.To < entry.Position && seen.Order != order
            && seen.Order.StartsWith($"{shop.Id}/", StringComparison.Ordinal) && !day.Books.IsDecided(seen.Order)))
        {
            var waiting = ShopOrderOf(shop, seen.Order);
            var got = journal.Where(other => other.Order == seen.Order && other.Position > seen.From && other.Position < entry.Position)
                .Sum(other => Math.Max(0, other.Changes.Sum(Reserved)));
            var stillWants = waiting is { CancelledAt: null, IsUnpaid: false } && waiting.UpdatedAt == seen.UpdatedAt;
            var cameFirst = waiting.PlacedAt.ToUnixTimeSeconds() < ShopOrderOf(shop, order).PlacedAt.ToUnixTimeSeconds();
            Expect(
                !stillWants || !cameFirst || got >= seen.ShortUnits,
                $"{sku}@{entry.Position}: {order} was given units while {seen.Order} was short of {seen.ShortUnits - got}, who came before");
        }
    }

    /// <summary>A stocktake changed on hand, once, by what was counted beside what was there when it was counted, whatever was sold since.</summary>
    private void CheckCounts()
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

    }

    /// <summary>A row of a file changed on hand once, to its number, or not at all where that was there. Only the journal knows by how much.</summary>
    private void CheckImports()
    {
        foreach (var row in day.Books.Imported.Where(row => row.Sku == sku))
        {
            var set = journal.Where(entry => entry.CommandId == row.CommandId).ToList();
            Expect(
                set.Count <= 1 && set.All(entry => entry.Changes.Count == 1 && entry.Changes[0].After is var after && after.Location == row.Location && after.OnHandUnits == row.OnHandUnits),
                $"{row}: the journal has {string.Join(", ", set)}");
            day.Books.Move(sku, set.Sum(entry => Moved(entry, row.Location)));
        }
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            day.World.Wrong(otherwise);
        }
    }

    private static string Text((LocationLevel Before, LocationLevel After) change) =>
        $"{change.After.Location} {Text(change.Before)} to {Text(change.After)}";

    /// <summary>On hand, reserved, of these backordered, safety stock, incoming.</summary>
    private static string Text(LocationLevel level) =>
        $"{level.OnHandUnits}/{level.ReservedUnits}/{level.BackorderedUnits}/{level.SafetyStockUnits}/{level.IncomingUnits}";

    private static ShopOrder ShopOrderOf(SeedShop shop, string id) => shop.Books.Order(long.Parse(id[(shop.Id.Length + 1)..], CultureInfo.InvariantCulture))!;

    private static DateTimeOffset PlacedAt(SeedShop shop, string id) => ShopOrderOf(shop, id).PlacedAt;

    private static int Backordered(JournalReading entry) => entry.Changes.Sum(change => change.After.BackorderedUnits - change.Before.BackorderedUnits);

    private static int Moved(JournalReading entry, LocationId location) =>
        entry.Changes.Where(change => change.After.Location == location).Sum(change => change.After.OnHandUnits - change.Before.OnHandUnits);

    private static int Reserved((LocationLevel Before, LocationLevel After) change) => change.After.ReservedUnits - change.Before.ReservedUnits;

    private static int Available(LocationLevel level) => level.OnHandUnits - level.ReservedUnits - level.SafetyStockUnits;
}
