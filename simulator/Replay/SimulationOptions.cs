namespace StockFlow.Simulator.Replay;

/// <summary>What to replay, and how.</summary>
public sealed record SimulationOptions
{
    /// <summary>The Online Retail file; the kept month by default.</summary>
    public string DataPath { get; init; } = Path.Combine(AppContext.BaseDirectory, "Data", "online-retail-2010-12.csv.gz");

    /// <summary>How many sales to replay, at least 1; null for all.</summary>
    public int? SalesMax { get; init; }

    /// <summary>Whether calls and deliveries go wrong.</summary>
    public bool WithFaults { get; init; }

    /// <summary>Decides which.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where the store is kept; null for a temporary file that is deleted at the end.</summary>
    public string? StorePath { get; init; }
}
