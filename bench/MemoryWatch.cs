using System.Diagnostics;

namespace StockFlow.Bench;

/// <summary>The most memory this process has held while watched: its resident set, sampled ten times a second.</summary>
public sealed class MemoryWatch : IDisposable
{
    private readonly Timer _timer;
    private long _peakBytes;

    public MemoryWatch()
    {
        _timer = new Timer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    public double PeakMegabytes
    {
        get
        {
            Sample();
            return Interlocked.Read(ref _peakBytes) / 1e6;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        using var process = Process.GetCurrentProcess();
        var bytes = process.WorkingSet64;
        long seen;
        while (bytes > (seen = Interlocked.Read(ref _peakBytes)))
        {
            Interlocked.CompareExchange(ref _peakBytes, bytes, seen);
        }
    }
}
