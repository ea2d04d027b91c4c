namespace StockFlow.Simulator.Replay;

/// <summary>What one channel saw.</summary>
/// <param name="Plan">The channel.</param>
/// <param name="Orders">Orders placed there.</param>
/// <param name="Pushes">Calls that brought new numbers and were carried out.</param>
/// <param name="Items">Numbers in them.</param>
/// <param name="Throttled">Calls answered 429 or THROTTLED.</param>
/// <param name="Calls">All calls.</param>
/// <param name="P50">Half of all orders elsewhere were shown here within this time; null where there were none.</param>
/// <param name="P95">19 of 20.</param>
public sealed record ShopReport(ShopPlan Plan, int Orders, int Pushes, int Items, int Throttled, int Calls, TimeSpan? P50, TimeSpan? P95)
{
    public static ShopReport Of(SimulatedShop shop, IReadOnlyList<TimeSpan> latencies) => new(
        shop.Plan,
        shop.Books.Orders.Count,
        shop.Books.Pushes,
        shop.Books.Shown.Count,
        shop.Throttled,
        shop.Server.Calls,
        Percentile(latencies, 50),
        Percentile(latencies, 95));

    private static TimeSpan? Percentile(IReadOnlyList<TimeSpan> ordered, int percent) =>
        ordered.Count == 0 ? null : ordered[Math.Min(ordered.Count - 1, ordered.Count * percent / 100)];
}
