using System.Globalization;

namespace StockFlow.Simulator.Seeds;

/// <summary>What many runs came to. Not thread-safe.</summary>
internal sealed class SeedTally
{
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly SortedSet<int> _failed = [];
    private TimeSpan _simulated;
    private int _count;

    public IReadOnlyCollection<int> Failed => _failed;

    public void Add(int seed, bool passes, TimeSpan simulated)
    {
        _count++;
        _simulated += simulated;
        if (!passes)
        {
            _failed.Add(seed);
        }
    }

    public override string ToString()
    {
        var seconds = TimeProvider.System.GetElapsedTime(_started).TotalSeconds;
        var speed = string.Create(
            CultureInfo.InvariantCulture,
            $"{_count} seeds in {seconds:0.0} s: {_count / seconds:0.0} seeds/s, {_simulated.TotalDays / (seconds / 60):0} simulated days/min, {_failed.Count} failed");
        return _failed.Count == 0 ? speed : $"{speed}\nfailed: {string.Join(' ', _failed)}";
    }
}
