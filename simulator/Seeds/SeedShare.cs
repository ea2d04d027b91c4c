namespace StockFlow.Simulator.Seeds;

/// <summary>Some seeds: so many from the first on, every so manyeth.</summary>
internal sealed record SeedShare(int First, int Count, int Step)
{
    public IEnumerable<int> Seeds => Enumerable.Range(0, Count).Select(at => First + (at * Step));

    /// <summary>The same seeds in parts as equal as can be; none of them is empty.</summary>
    public IEnumerable<SeedShare> Split(int parts) => Enumerable.Range(0, Math.Min(parts, Count))
        .Select(part => new SeedShare(First + (part * Step), ((Count - part - 1) / parts) + 1, Step * parts));
}
