using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds;

/// <summary>One channel of a run: a fake marketplace in this process.</summary>
internal sealed class SeedShop(ShopPlan plan, ShopBooks books, IFakeMarketplace marketplace)
{
    public string Id { get; } = plan.Id.ToString();

    public ShopPlan Plan => plan;

    public ShopBooks Books => books;

    /// <summary>How long its unpaid orders hold units.</summary>
    public TimeSpan HoldTime => plan.HoldTime ?? TimeSpan.FromDays(3);

    public IFakeMarketplace Marketplace => marketplace;

    /// <summary>The name under which the app reaches it.</summary>
    public string Host => $"{Id}.test";

    public IReadOnlyDictionary<string, string> Settings() => ShopProtocol.Settings(plan, new Uri($"https://{Host}/"));
}
