using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>What the merchant knows to be there: a simple model, kept from the answers to the merchant's own commands.</summary>
internal sealed class MerchantBooks
{
    private readonly Dictionary<Sku, long> _existing = [];
    private readonly List<CountedLine> _counted = [];
    private readonly List<ImportedLevel> _imported = [];
    private readonly HashSet<Sku> _mayMiss = [];
    private readonly Dictionary<Sku, int> _backorderLimits = [];
    private readonly Dictionary<Sku, List<(DateTimeOffset At, bool IsLimited)>> _limited = [];
    private readonly HashSet<string> _setAside = [];
    private readonly Dictionary<(string Order, Sku Sku), (int Units, int WrittenOffUnits)> _returned = [];
    private readonly HashSet<(string Order, string Decision)> _decided = [];
    private readonly HashSet<string> _beingSet = [];
    private readonly List<SeenShort> _seenShort = [];
    private readonly Dictionary<string, DateTimeOffset> _unpaidSince = [];
    private readonly Dictionary<string, DateTimeOffset> _firstUnpaidSince = [];
    private readonly HashSet<Sku> _withOwnPromises = [];

    /// <summary>The last number set, by kind, SKU and location.</summary>
    public Dictionary<(string Kind, Sku Sku, LocationId Location), int> Settings { get; } = [];

    /// <summary>The last terms set, by item and shop, or item alone.</summary>
    public Dictionary<(Sku Sku, string? Shop), ShownTerms> Terms { get; } = [];

    /// <summary>The last base price set, by item.</summary>
    public Dictionary<Sku, decimal> Prices { get; } = [];

    /// <summary>What the bundle was made of at any time, the newest last.</summary>
    public List<IReadOnlyDictionary<Sku, int>> Bundles { get; } = [];

    /// <summary>Whether the app has been restored from a backup: what the merchant did since then it does not know.</summary>
    public bool IsRestored { get; private set; }

    /// <summary>Whether the bundle is sold no more, for now.</summary>
    public bool IsBundleRetired { get; set; }

    /// <summary>Units received and not written off, sold ones included.</summary>
    public long Existing(Sku sku) => _existing.GetValueOrDefault(sku);

    public void Move(Sku sku, int delta) => _existing[sku] = _existing.GetValueOrDefault(sku) + delta;

    /// <summary>The app has been restored from a backup. What was known of its records holds no more.</summary>
    public void BeginAnew()
    {
        IsRestored = true;
        _existing.Clear();
        _counted.Clear();
        _imported.Clear();
        _seenShort.Clear();
    }

    /// <summary>Lines of stocktakes that are over.</summary>
    public IReadOnlyList<CountedLine> Counted => _counted;

    /// <summary>A stocktake is over: what it found is what there is.</summary>
    public void Count(CountedLine line)
    {
        _counted.Add(line);
        Move(line.Sku, line.PostedUnits);
        if (line.PostedUnits < 0)
        {
            LetMissingUnitsLeave(line.Sku);
        }
    }

    /// <summary>What files have set on hand to.</summary>
    public IReadOnlyList<ImportedLevel> Imported => _imported;

    /// <summary>A file says what is on hand at a place.</summary>
    public void Import(string commandId, Sku sku, LocationId location, int onHandUnits)
    {
        _imported.Add(new ImportedLevel(commandId, sku, location, onHandUnits));
        LetMissingUnitsLeave(sku);
    }

    /// <summary>Units of it may leave that the app does not know to be there: taken along at a till, or written off too early.</summary>
    public void LetMissingUnitsLeave(Sku sku) => _mayMiss.Add(sku);

    public bool MayMiss(Sku sku) => IsRestored || _mayMiss.Contains(sku);

    /// <summary>The merchant took units of an order back.</summary>
    public void TakeBack(string order, Sku sku, int units, bool isWriteOff)
    {
        var before = Returned(order, sku);
        _returned[(order, sku)] = (before.Units + units, before.WrittenOffUnits + (isWriteOff ? units : 0));
        if (isWriteOff)
        {
            LetMissingUnitsLeave(sku);
        }
    }

    /// <summary>What the merchant took back of an order: all units, and those of them that are for sale no more.</summary>
    public (int Units, int WrittenOffUnits) Returned(string order, Sku sku) => _returned.GetValueOrDefault((order, sku));

    /// <summary>So many units of an item may be promised beyond what is there, from now on or until now.</summary>
    public void AllowBackorders(Sku sku, int limitUnits) => _backorderLimits[sku] = Math.Max(BackorderLimitMax(sku), limitUnits);

    /// <summary>The most that was ever allowed for the item itself.</summary>
    public int BackorderLimitMax(Sku sku) => _backorderLimits.GetValueOrDefault(sku);

    /// <summary>An item has a limit of its own from now on, or none any more.</summary>
    public void LimitBackorders(Sku sku, bool isLimited, DateTimeOffset at)
    {
        var times = _limited.TryGetValue(sku, out var known) ? known : _limited[sku] = [];
        times.Add((at, isLimited));
    }

    /// <summary>Whether an item has a limit of its own.</summary>
    public bool IsBackorderLimited(Sku sku) => _limited.GetValueOrDefault(sku)?[^1].IsLimited == true;

    /// <summary>Whether an item had limits of its own throughout a time.</summary>
    public bool IsBackorderLimited(Sku sku, DateTimeOffset from, DateTimeOffset to)
    {
        var times = _limited.GetValueOrDefault(sku) ?? [];
        return times.LastOrDefault(time => time.At <= from).IsLimited && times.TrueForAll(time => time.IsLimited || time.At <= from || time.At > to);
    }

    /// <summary>Somebody has found work among the failures.</summary>
    /// <param name="subject">Of an orchestration, its instance.</param>
    public void SetAside(string subject) => _setAside.Add(subject);

    /// <summary>Whether work on an order was found among the failures: until somebody has it done again, the order is not done.</summary>
    public bool WasSetAside(string order) => _setAside.Any(subject => subject.StartsWith($"order_{order.Replace('/', '_')}@", StringComparison.Ordinal));

    /// <summary>An order waits for its payment.</summary>
    /// <param name="isKnown">Whether the app can tell this time from those before, if there were any.</param>
    public void AwaitPayment(string order, DateTimeOffset since, bool isKnown)
    {
        _firstUnpaidSince.TryAdd(order, since);
        if (isKnown || !_unpaidSince.ContainsKey(order))
        {
            _unpaidSince[order] = since;
        }
    }

    /// <summary>Since when the order waits for its payment, or waited last; null where it never did.</summary>
    public DateTimeOffset? UnpaidSince(string order) => (IsRestored ? _firstUnpaidSince : _unpaidSince).TryGetValue(order, out var since) ? since : null;

    /// <summary>From now on or until now, orders of an item may be promised units by rules of the item's own: not all that wait are alike.</summary>
    public void PromiseByOwnRules(Sku sku) => _withOwnPromises.Add(sku);

    public bool PromisesByOwnRules(Sku sku) => _withOwnPromises.Contains(sku);

    /// <summary>Orders that were seen waiting.</summary>
    public IReadOnlyList<SeenShort> SeenShort => _seenShort;

    public void See(SeenShort waiting) => _seenShort.Add(waiting);

    /// <param name="decision">As the API names it.</param>
    public void Decide(string order, string decision) => _decided.Add((order, decision));

    /// <summary>Whether that was decided, or asked for at least, about any item of the order.</summary>
    public bool IsDecided(string order, string decision) => _decided.Contains((order, decision));

    /// <summary>Whether anything was decided, or asked for at least, about the order.</summary>
    public bool IsDecided(string order) => _decided.Any(decided => decided.Order == order);

    /// <summary>One at a time, so that it is known which came last.</summary>
    /// <returns>False while the same is being set.</returns>
    public bool BeginSetting(string what) => _beingSet.Add(what);

    public void EndSetting(string what) => _beingSet.Remove(what);
}
