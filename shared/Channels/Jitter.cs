namespace StockFlow.Channels;

/// <summary>Randomness for spreading retries and naming owners, from one injected source; safe for many threads.</summary>
public sealed class Jitter(Random random)
{
    private readonly Lock _lock = new();

    /// <returns>From 0, included, to 1, excluded.</returns>
    public double NextDouble()
    {
        lock (_lock)
        {
            return random.NextDouble();
        }
    }

    /// <returns>A delay that doubles with each attempt up to a limit, of which the upper half is random.</returns>
    /// <param name="attempt">1 for the first.</param>
    public TimeSpan Backoff(int attempt, TimeSpan first, TimeSpan max)
    {
        var whole = Math.Min(max.Ticks, first.Ticks * Math.Pow(2, Math.Min(attempt - 1, 40)));
        return TimeSpan.FromTicks((long)(whole * (0.5 + (NextDouble() / 2))));
    }

    /// <returns>A name that no other process has.</returns>
    public string NextName()
    {
        lock (_lock)
        {
            return random.NextInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
