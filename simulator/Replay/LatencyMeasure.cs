using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>
/// Measures how long after an order the other channels showed the number that it left: from the journal, which says what each order
/// changed, and from what the shops were told and when.
/// </summary>
internal sealed class LatencyMeasure(IEnumerable<SimulatedShop> shops)
{
    private readonly List<(SimulatedShop Shop, ILookup<Sku, ShownNumber> Shown)> _shops =
        [.. shops.Select(shop => (shop, shop.Books.Shown.ToLookup(shown => shown.Sku)))];

    private readonly Dictionary<string, DateTimeOffset> _placedAt = shops
        .SelectMany(shop => shop.Books.Orders.Select(order => (Key: $"{shop.Id}/{order.Id}", order.PlacedAt)))
        .ToDictionary(order => order.Key, order => order.PlacedAt, StringComparer.Ordinal);

    /// <summary>One latency for each order and channel whose number the order changed, if the channel was told.</summary>
    public IEnumerable<(ChannelId Channel, TimeSpan Latency)> Of(Sku sku, IReadOnlyList<JournalReading> journal)
    {
        foreach (var (shop, shown) in _shops)
        {
            var numbers = NumbersAfter(shop.Plan, journal);
            var told = shown[sku].ToList();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var push = 0;
            for (var index = 0; index < journal.Count; index++)
            {
                var entry = journal[index];
                var before = index == 0 ? 0 : numbers[index - 1];

                // An order's first entry reserves; later ones ship or give back, at times of their own.
                if (entry.Order is not { } order || !seen.Add(order) || numbers[index] == before || IsOf(order, shop.Id))
                {
                    continue;
                }

                while (push < told.Count && told[push].At < entry.At)
                {
                    push++;
                }

                var later = numbers.AsSpan(index).ToArray();
                var first = told.Skip(push).FirstOrDefault(number => later.Contains(number.Units));
                if (first is not null && !IsTakenBack(journal, numbers, index, before, first.At) && _placedAt.TryGetValue(order, out var placedAt))
                {
                    yield return (shop.Id, first.At - placedAt);
                }
            }
        }
    }

    // A rejected order changes a number and gives it back before anybody could be told.
    private static bool IsTakenBack(IReadOnlyList<JournalReading> journal, int[] numbers, int index, int before, DateTimeOffset until)
    {
        for (var later = index + 1; later < journal.Count && journal[later].At <= until; later++)
        {
            if (numbers[later] == before)
            {
                return true;
            }
        }

        return false;
    }

    private static int[] NumbersAfter(ShopPlan plan, IReadOnlyList<JournalReading> journal)
    {
        var available = new Dictionary<LocationId, int>();
        var numbers = new int[journal.Count];
        for (var index = 0; index < journal.Count; index++)
        {
            foreach (var (_, after) in journal[index].Changes)
            {
                available[after.Location] = after.AvailableUnits;
            }

            numbers[index] = Math.Max(0, plan.Locations.Sum(location => available.GetValueOrDefault(location)) - plan.BufferUnits);
        }

        return numbers;
    }

    private static bool IsOf(string order, ChannelId channel) =>
        order.StartsWith(channel.Value, StringComparison.Ordinal) && order.Length > channel.Value.Length && order[channel.Value.Length] == '/';
}
