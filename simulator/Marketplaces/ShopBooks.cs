using StockFlow.Stock;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>
/// What one marketplace knows: its items with the numbers it shows, and its orders. It behaves as real ones do: an order takes
/// its units off the number shown, a cancel or return puts them back. Safe for many threads; every answer is a snapshot.
/// </summary>
/// <param name="clock">Gives orders their times.</param>
public sealed class ShopBooks(TimeProvider clock)
{
    private const long FirstItemNumber = 1001;
    private const long FirstGeneratedNumber = 9_000_000_000;

    private readonly Lock _lock = new();
    private readonly List<ShopItem> _items = [];
    private readonly Dictionary<Sku, long> _numbersBySku = [];
    private readonly Dictionary<long, ShopOrder> _orders = [];
    private readonly SortedSet<(DateTimeOffset UpdatedAt, long Id)> _byUpdate = [];
    private readonly List<ShownNumber> _shown = [];
    private readonly List<ToldPrice> _prices = [];
    private long _numbers = FirstGeneratedNumber;
    private int _pushes;

    /// <summary>Told of every change, right after it, in the order of the changes of each order.</summary>
    public Action<ShopChange>? Changed { get; set; }

    /// <summary>Every number the marketplace was told so far, oldest first.</summary>
    public IReadOnlyList<ShownNumber> Shown
    {
        get
        {
            lock (_lock)
            {
                return [.. _shown];
            }
        }
    }

    /// <summary>Every price the marketplace was told so far, oldest first.</summary>
    public IReadOnlyList<ToldPrice> Prices
    {
        get
        {
            lock (_lock)
            {
                return [.. _prices];
            }
        }
    }

    /// <summary>Calls that brought new numbers or prices and were carried out.</summary>
    public int Pushes => Volatile.Read(ref _pushes);

    /// <summary>All items, by number.</summary>
    public IReadOnlyList<ShopItem> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    /// <summary>All orders, the one that changed last at the end.</summary>
    public IReadOnlyList<ShopOrder> Orders
    {
        get
        {
            lock (_lock)
            {
                return [.. _byUpdate.Select(key => _orders[key.Id])];
            }
        }
    }

    /// <summary>Lists an item. Listing it again changes only its number shown.</summary>
    public ShopItem List(string code, int units)
    {
        lock (_lock)
        {
            var sku = Sku.Parse(code);
            if (!_numbersBySku.TryGetValue(sku, out var number))
            {
                number = FirstItemNumber + _items.Count;
                _numbersBySku.Add(sku, number);
                _items.Add(new ShopItem(number, code, units));
            }

            return Replace(Find(number)! with { ListedUnits = units });
        }
    }

    /// <returns>Null where no such item is listed.</returns>
    public ShopItem? Item(long number)
    {
        lock (_lock)
        {
            return Find(number);
        }
    }

    /// <returns>Null where no such item is listed.</returns>
    public ShopItem? Item(Sku sku)
    {
        lock (_lock)
        {
            return _numbersBySku.TryGetValue(sku, out var number) ? Find(number) : null;
        }
    }

    /// <summary>The items after a number, in order of their numbers.</summary>
    public IReadOnlyList<ShopItem> ItemsAfter(long number, int countMax)
    {
        lock (_lock)
        {
            return [.. _items.Skip((int)Math.Clamp(number - FirstItemNumber + 1, 0, _items.Count)).Take(countMax)];
        }
    }

    /// <summary>
    /// Sets numbers shown, all or none: <paramref name="refused"/> sees each item as it is and gives a reason to refuse, or null.
    /// </summary>
    /// <returns>For each number, in order: the reason it was refused, or null.</returns>
    public IReadOnlyList<TReason?> SetAllOrNone<TReason>(
        IReadOnlyList<(long ItemNumber, int Units)> numbers,
        Func<int, ShopItem?, TReason?> refused)
        where TReason : class
    {
        lock (_lock)
        {
            var reasons = numbers.Select((number, index) => refused(index, Find(number.ItemNumber))).ToList();
            if (reasons.TrueForAll(reason => reason is null))
            {
                foreach (var (itemNumber, units) in numbers)
                {
                    Show(itemNumber, units);
                }
            }

            return reasons;
        }
    }

    /// <returns>False where no such item is listed.</returns>
    public bool SetPrice(long itemNumber, decimal price)
    {
        lock (_lock)
        {
            if (Find(itemNumber) is not { } item)
            {
                return false;
            }

            Replace(item with { Price = price });
            _prices.Add(new ToldPrice(clock.GetUtcNow(), Sku.Parse(item.Sku), price));
            return true;
        }
    }

    /// <summary>Counts a call that brought new numbers.</summary>
    public void CountPush() => Interlocked.Increment(ref _pushes);

    /// <returns>Null when set, else the reason it was refused.</returns>
    public TReason? Set<TReason>(long itemNumber, int units, Func<ShopItem?, TReason?> refused)
        where TReason : class =>
        SetAllOrNone([(itemNumber, units)], (_, item) => refused(item))[0];

    /// <returns>Null where there is no such order.</returns>
    public ShopOrder? Order(long id)
    {
        lock (_lock)
        {
            return _orders.GetValueOrDefault(id);
        }
    }

    /// <summary>The orders updated since a time (inclusive) and after a place in that sequence, oldest update first.</summary>
    public IReadOnlyList<ShopOrder> OrdersUpdated(DateTimeOffset since, (DateTimeOffset UpdatedAt, long Id)? after, int skip, int countMax)
    {
        lock (_lock)
        {
            var lower = after is { } place && place.UpdatedAt >= since ? place : (since, long.MinValue);
            return [.. _byUpdate
                .GetViewBetween(lower, (DateTimeOffset.MaxValue, long.MaxValue))
                .Where(key => after is null || key.CompareTo(after.Value) > 0)
                .Skip(skip)
                .Take(countMax)
                .Select(key => _orders[key.Id])];
        }
    }

    /// <summary>How many orders were updated since a time.</summary>
    public int CountUpdated(DateTimeOffset since)
    {
        lock (_lock)
        {
            return _byUpdate.GetViewBetween((since, long.MinValue), (DateTimeOffset.MaxValue, long.MaxValue)).Count;
        }
    }

    /// <summary>A buyer places an order.</summary>
    /// <param name="number">What people call it. Its digits are the id, when it has nothing else.</param>
    /// <param name="handedOver">The buyer takes the goods along, as at a till.</param>
    /// <param name="isUnpaid">The payment is still to come.</param>
    public ShopOrder Place(string number, IReadOnlyList<NewLine> lines, decimal carriage = 0, bool handedOver = false, bool isUnpaid = false)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var id = long.TryParse(number, out var parsed) && parsed is > 0 and < FirstGeneratedNumber && !_orders.ContainsKey(parsed)
                ? parsed
                : ++_numbers;
            var placed = lines.Select(line => PlacedLine(line, handedOver)).ToList();
            IReadOnlyList<ShopShipment> shipments = handedOver
                ? [new ShopShipment(++_numbers, [.. placed.Select(line => new LineUnits(line.Id, line.Units))])]
                : [];
            return Store(
                ShopChangeKind.Placed,
                null,
                new ShopOrder(id, number, now, WholeSecond(now), null, carriage, placed, shipments, []) { IsUnpaid = isUnpaid });
        }
    }

    /// <summary>The payment has come. Nothing happens where it was not awaited.</summary>
    public ShopOrder Pay(long orderId)
    {
        lock (_lock)
        {
            var order = _orders[orderId];
            return order is { IsUnpaid: true, CancelledAt: null } ? Store(ShopChangeKind.Paid, order, order with { IsUnpaid = false }) : order;
        }
    }

    /// <summary>The payment was taken back: the order waits for it again. Nothing happens where nothing is open.</summary>
    public ShopOrder Bounce(long orderId)
    {
        lock (_lock)
        {
            var order = _orders[orderId];
            return order is { IsUnpaid: false, CancelledAt: null } && order.Lines.Any(line => line.OpenUnits > 0)
                ? Store(ShopChangeKind.Bounced, order, order with { IsUnpaid = true })
                : order;
        }
    }

    /// <summary>The shop sends units off. At most the open units of each line; nothing happens when there are none.</summary>
    public ShopOrder Ship(long orderId, IReadOnlyList<LineUnits> units)
    {
        lock (_lock)
        {
            var order = _orders[orderId];
            var leaving = Bounded(order, units, line => order.CancelledAt is null ? line.OpenUnits : 0);
            return leaving.Count == 0
                ? order
                : Store(ShopChangeKind.Shipped, order, order with
                {
                    Lines = WithUnits(order, leaving, (line, count) => line with { ShippedUnits = line.ShippedUnits + count }),
                    Shipments = [.. order.Shipments, new ShopShipment(++_numbers, leaving)],
                });
        }
    }

    /// <summary>The buyer calls units off, or sends them back if they have left. At most what the buyer has.</summary>
    public ShopOrder Refund(long orderId, IReadOnlyList<LineUnits> units)
    {
        lock (_lock)
        {
            var order = _orders[orderId];
            if (order.CancelledAt is not null)
            {
                return order;
            }

            var cancelled = Bounded(order, units, line => line.OpenUnits);
            var rest = units.Select(unit => unit with
            {
                Units = unit.Units - cancelled.Where(line => line.LineId == unit.LineId).Sum(line => line.Units),
            });
            var returned = Bounded(order, [.. rest], line => line.ShippedUnits - line.ReturnedUnits);
            if (cancelled.Count + returned.Count == 0)
            {
                return order;
            }

            PutBack(order, [.. cancelled, .. returned]);
            var lines = WithUnits(order, cancelled, (line, count) => line with { CancelledUnits = line.CancelledUnits + count });
            lines = WithUnits(order with { Lines = lines }, returned, (line, count) => line with { ReturnedUnits = line.ReturnedUnits + count });
            return Store(ShopChangeKind.Refunded, order, order with
            {
                Lines = lines,
                Refunds = [.. order.Refunds, new ShopRefund(++_numbers, cancelled, returned)],
            });
        }
    }

    /// <summary>The buyer changes the order, all in one go. Nothing happens once it is cancelled.</summary>
    /// <param name="deltas">By how much lines grow or shrink; what has left stays.</param>
    /// <param name="added">New lines.</param>
    public ShopOrder Edit(long orderId, IReadOnlyList<LineUnits> deltas, IReadOnlyList<NewLine> added)
    {
        lock (_lock)
        {
            var order = _orders[orderId];
            if (order.CancelledAt is not null || deltas.Count + added.Count == 0)
            {
                return order;
            }

            var less = Bounded(order, [.. deltas.Select(line => line with { Units = -line.Units })], line => line.OpenUnits);
            var more = Bounded(order, deltas, _ => int.MaxValue);
            PutBack(order, [.. less, .. more.Select(line => line with { Units = -line.Units })]);
            var lines = WithUnits(order, less, (line, count) => line with { CancelledUnits = line.CancelledUnits + count });
            lines = WithUnits(order with { Lines = lines }, more, (line, count) => line with { Units = line.Units + count });
            return Store(ShopChangeKind.Edited, order, order with { Lines = [.. lines, .. added.Select(line => PlacedLine(line, handedOver: false))] });
        }
    }

    /// <summary>The whole order is called off: what has not left goes back on sale.</summary>
    public ShopOrder Cancel(long orderId)
    {
        lock (_lock)
        {
            var order = _orders[orderId];
            if (order.CancelledAt is not null)
            {
                return order;
            }

            PutBack(order, [.. order.Lines.Where(line => line.OpenUnits > 0).Select(line => new LineUnits(line.Id, line.OpenUnits))]);
            return Store(ShopChangeKind.Cancelled, order, order with { CancelledAt = NextUpdate(order) });
        }
    }

    private ShopItem? Find(long number) =>
        number >= FirstItemNumber && number < FirstItemNumber + _items.Count ? _items[(int)(number - FirstItemNumber)] : null;

    private ShopItem Replace(ShopItem item) => _items[(int)(item.Number - FirstItemNumber)] = item;

    private ShopOrderLine PlacedLine(NewLine line, bool handedOver)
    {
        var itemNumber = Sku.TryParse(line.Code, null, out var sku) ? _numbersBySku.GetValueOrDefault(sku) : 0;
        Move(itemNumber, -line.Units);
        return new ShopOrderLine(++_numbers, itemNumber, line.Code, line.Title, line.Units, line.Price, handedOver ? line.Units : 0);
    }

    private void PutBack(ShopOrder order, IReadOnlyList<LineUnits> units)
    {
        foreach (var line in units)
        {
            Move(order.Lines.First(other => other.Id == line.LineId).ItemNumber, line.Units);
        }
    }

    private void Move(long itemNumber, int delta)
    {
        if (Find(itemNumber) is { } item)
        {
            Replace(item with { ListedUnits = item.ListedUnits + delta });
        }
    }

    private void Show(long itemNumber, int units)
    {
        var item = Replace(Find(itemNumber)! with { ListedUnits = units });
        _shown.Add(new ShownNumber(clock.GetUtcNow(), Sku.Parse(item.Sku), units));
    }

    private ShopOrder Store(ShopChangeKind kind, ShopOrder? before, ShopOrder after)
    {
        if (before is not null)
        {
            after = after with { UpdatedAt = NextUpdate(before) };
            _byUpdate.Remove((before.UpdatedAt, before.Id));
        }

        _orders[after.Id] = after;
        _byUpdate.Add((after.UpdatedAt, after.Id));
        Changed?.Invoke(new ShopChange(kind, after));
        return after;
    }

    // Marketplaces tell whole seconds; two changes of one order must still be told apart.
    private DateTimeOffset NextUpdate(ShopOrder order)
    {
        var now = WholeSecond(clock.GetUtcNow());
        return now > order.UpdatedAt ? now : order.UpdatedAt.AddSeconds(1);
    }

    private static IReadOnlyList<LineUnits> Bounded(ShopOrder order, IReadOnlyList<LineUnits> units, Func<ShopOrderLine, int> most) =>
        [.. order.Lines
            .Select(line => new LineUnits(
                line.Id,
                Math.Min(most(line), units.Where(unit => unit.LineId == line.Id).Sum(unit => unit.Units))))
            .Where(line => line.Units > 0)];

    private static IReadOnlyList<ShopOrderLine> WithUnits(
        ShopOrder order,
        IReadOnlyList<LineUnits> units,
        Func<ShopOrderLine, int, ShopOrderLine> change)
    {
        var byLine = units.ToDictionary(unit => unit.LineId, unit => unit.Units);
        return [.. order.Lines.Select(line => byLine.TryGetValue(line.Id, out var count) ? change(line, count) : line)];
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
