using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds;

/// <summary>One channel of a run: a fake marketplace in this process.</summary>
internal sealed class SeedShop(ShopPlan plan, ShopBooks books, IFakeMarketplace marketplace)
{
    private readonly List<(DateTimeOffset Since, ShopPlan Plan)> _plans = [(DateTimeOffset.MinValue, plan)];

    public string Id { get; } = plan.Id.ToString();

    /// <summary>As it is set now; the app goes by it from its next start on.</summary>
    public ShopPlan Plan => _plans[^1].Plan;

    /// <summary>Whether it has sold from other places in the day, or promised more or less: not all that wait are alike then.</summary>
    public bool HasPromisedOtherwise => _plans.Exists(other =>
        !other.Plan.Locations.SequenceEqual(Plan.Locations) || other.Plan.BackorderLimitUnits != Plan.BackorderLimitUnits);

    public ShopBooks Books => books;

    /// <summary>How long its unpaid orders hold units.</summary>
    public TimeSpan HoldTime => plan.HoldTime ?? TimeSpan.FromDays(3);

    public IFakeMarketplace Marketplace => marketplace;

    /// <summary>The name under which the app reaches it.</summary>
    public string Host => $"{Id}.test";

    /// <summary>Its settings are changed, while the app stands still.</summary>
    public void Change(ShopPlan plan, DateTimeOffset at) => _plans.Add((at, plan));

    /// <summary>As it was set at any time so far. What was begun by settings of before may be ended by them.</summary>
    public IEnumerable<ShopPlan> PlansUntil(DateTimeOffset time) => _plans.Where(known => known.Since <= time).Select(known => known.Plan);

    public IReadOnlyDictionary<string, string> Settings() => ShopProtocol.Settings(Plan, new Uri($"https://{Host}/"));
}
