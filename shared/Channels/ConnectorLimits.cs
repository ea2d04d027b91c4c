namespace StockFlow.Channels;

/// <summary>What a channel's API allows.</summary>
/// <param name="BatchSizeMax">The most listings in one push, at least 1.</param>
/// <param name="RequestsPerSecond">Sustained rate of calls; above zero.</param>
/// <param name="BurstRequests">Calls that may be made at once after a rest, at least 1.</param>
/// <param name="HasCompareAndSet">Whether a push can be refused when the channel's number is not the one we last knew.</param>
public sealed record ConnectorLimits(int BatchSizeMax, double RequestsPerSecond, int BurstRequests, bool HasCompareAndSet)
{
    /// <summary>The most listings in one push of prices, at least 1; null: as many as in one of numbers.</summary>
    public int? PriceBatchSizeMax { get; init; }
}
