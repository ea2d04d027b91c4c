using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>What the merchant knows to be there: a simple model, kept from the answers to the merchant's own commands.</summary>
internal sealed class MerchantBooks
{
    private readonly Dictionary<Sku, long> _existing = [];
    private readonly List<CountedLine> _counted = [];
    private readonly HashSet<Sku> _mayMiss = [];
    private readonly HashSet<(string, Sku, LocationId)> _beingSet = [];

    /// <summary>The last number set, by kind, SKU and location.</summary>
    public Dictionary<(string Kind, Sku Sku, LocationId Location), int> Settings { get; } = [];

    /// <summary>Units received and not written off, sold ones included.</summary>
    public long Existing(Sku sku) => _existing.GetValueOrDefault(sku);

    public void Move(Sku sku, int delta) => _existing[sku] = _existing.GetValueOrDefault(sku) + delta;

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

    /// <summary>Units of it may leave that the app does not know to be there: taken along at a till, or written off too early.</summary>
    public void LetMissingUnitsLeave(Sku sku) => _mayMiss.Add(sku);

    public bool MayMiss(Sku sku) => _mayMiss.Contains(sku);

    /// <returns>False while the same number is being set.</returns>
    public bool BeginSetting(string kind, Sku sku, LocationId location) => _beingSet.Add((kind, sku, location));

    /// <param name="units">Null when it was refused.</param>
    public void EndSetting(string kind, Sku sku, LocationId location, int? units)
    {
        _beingSet.Remove((kind, sku, location));
        if (units is { } set)
        {
            Settings[(kind, sku, location)] = set;
        }
    }
}
