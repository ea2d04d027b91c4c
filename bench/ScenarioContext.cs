namespace StockFlow.Bench;

/// <summary>What a scenario runs in.</summary>
/// <param name="Folder">A folder of its own, removed afterwards.</param>
/// <param name="Count">How many operations to measure; null for the scenario's own number.</param>
public sealed record ScenarioContext(string Folder, int? Count)
{
    public string StoreConnection => $"EmbeddedStore={Path.Combine(Folder, "bench.db")}";
}
