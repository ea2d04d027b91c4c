using System.Text.Json;

namespace StockFlow.Bench.Cost;

/// <summary>docs/prices.json: what things cost, and what can't be counted here.</summary>
/// <param name="Region">Where these prices hold.</param>
/// <param name="Currency">Of all prices.</param>
/// <param name="Checked">The day they were looked up.</param>
/// <param name="Prices">By meter.</param>
/// <param name="Assumptions">By name.</param>
internal sealed record PriceList(
    string Region,
    string Currency,
    string Checked,
    IReadOnlyDictionary<Meter, PriceList.Entry> Prices,
    IReadOnlyDictionary<string, PriceList.Assumption> Assumptions)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public double this[string assumption] => Assumptions[assumption].Value;

    public static PriceList Load() =>
        JsonSerializer.Deserialize<PriceList>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "prices.json")), Json)!;

    /// <returns>What so many cost, free ones not taken off.</returns>
    public double CostOf(Meter meter, double count) => Prices[meter].Price * count / Prices[meter].Per;

    /// <returns>What so many cost in a month, after the free ones.</returns>
    public double MonthlyCostOf(Meter meter, double count) => CostOf(meter, Math.Max(0, count - Prices[meter].FreePerMonth));

    /// <param name="Price">For <paramref name="Per"/> of them.</param>
    /// <param name="FreePerMonth">So many are free in each month.</param>
    internal sealed record Entry(double Price, double Per, double FreePerMonth, string What, Uri Source);

    internal sealed record Assumption(double Value, string Why);
}
