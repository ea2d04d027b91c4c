namespace StockFlow.Bench;

/// <summary>What one scenario measured.</summary>
/// <param name="Unit">What was counted, in the plural: reservations, webhooks, orders.</param>
/// <param name="Count">How many were done in the measured part.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Latencies">The time of each, from the caller's side.</param>
/// <param name="RowsPerOperation">Rows changed in the store for each, for the yardstick; at least 1.</param>
/// <param name="Notes">Further figures for the table, by name.</param>
public sealed record Measurement(
    string Unit,
    long Count,
    TimeSpan Elapsed,
    LatencyRecorder Latencies,
    double RowsPerOperation,
    IReadOnlyList<(string Name, string Value)> Notes)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;
}
