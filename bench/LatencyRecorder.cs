using System.Diagnostics;

namespace StockFlow.Bench;

/// <summary>Keeps every latency of a run, so that percentiles are exact. Safe for many threads.</summary>
public sealed class LatencyRecorder(int capacity)
{
    private readonly float[] _milliseconds = new float[capacity];
    private int _count;

    /// <summary>Records the time since a <see cref="Stopwatch.GetTimestamp"/>; beyond the capacity nothing is kept.</summary>
    public void RecordSince(long startTimestamp) => Record(Stopwatch.GetElapsedTime(startTimestamp));

    /// <summary>Records a time; beyond the capacity nothing is kept.</summary>
    public void Record(TimeSpan time)
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if (index < _milliseconds.Length)
        {
            _milliseconds[index] = (float)time.TotalMilliseconds;
        }
    }

    /// <param name="fraction">0 to 1.</param>
    /// <returns>Milliseconds; 0 when nothing was recorded.</returns>
    public double Percentile(double fraction)
    {
        var count = Math.Min(_count, _milliseconds.Length);
        if (count == 0)
        {
            return 0;
        }

        var sorted = _milliseconds.AsSpan(0, count).ToArray();
        Array.Sort(sorted);
        return sorted[Math.Min(count - 1, (int)(fraction * count))];
    }
}
