namespace StockFlow.Channels.Pushes;

/// <summary>The newest times from event to acknowledgement of one channel, in this process.</summary>
internal sealed class LatencyReservoir
{
    private const int SizeMax = 512;

    private readonly TimeSpan[] _newest = new TimeSpan[SizeMax];
    private long _added;

    public void Add(TimeSpan latency) => _newest[_added++ % SizeMax] = latency < TimeSpan.Zero ? TimeSpan.Zero : latency;

    /// <param name="part">0.5 for the median.</param>
    /// <returns>Null before the first.</returns>
    public TimeSpan? Quantile(double part)
    {
        var size = (int)Math.Min(_added, SizeMax);
        return size == 0 ? null : _newest.AsSpan(0, size).ToArray().Order().ElementAt((int)Math.Ceiling(size * part) - 1);
    }
}
