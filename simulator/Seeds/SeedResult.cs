using System.Globalization;

namespace StockFlow.Simulator.Seeds;

/// <summary>How a run ended.</summary>
/// <param name="TraceHash">Two runs with the same one went the same way.</param>
/// <param name="Events">Decisions in the run.</param>
/// <param name="Simulated">Time that passed in the simulated world.</param>
/// <param name="Violations">What was found wrong; empty when all promises hold.</param>
/// <param name="Trace">Every event in order, if it was asked for.</param>
internal sealed record SeedResult(
    int Seed, string TraceHash, int Events, int Crashes, TimeSpan Simulated, IReadOnlyList<string> Violations, IReadOnlyList<string> Trace)
{
    public bool Passes => Violations.Count == 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {(Passes ? "passes" : "FAILS")}, trace {TraceHash}, {Events} events, {Crashes} crashes, {Simulated.TotalHours:0.0} simulated hours");
}
