using System.Collections.Concurrent;
using System.Diagnostics;

namespace StockFlow.Bench.Cost;

/// <summary>
/// Counts what an app asks of its storage and its queues, by the function that asked, while its functions run. What nobody's function
/// asked for, such as the bench's own looking, is not counted. Thread-safe.
/// </summary>
internal sealed class CostMeter
{
    private readonly AsyncLocal<string?> _function = new();
    private readonly ConcurrentDictionary<Use, long> _counts = new();
    private readonly ConcurrentDictionary<string, long> _busyTicks = new(StringComparer.Ordinal);

    /// <summary>Everything counted so far.</summary>
    public Tally Read() => new(
        new Dictionary<Use, long>(_counts),
        _busyTicks.ToDictionary(pair => pair.Key, pair => TimeSpan.FromTicks(pair.Value), StringComparer.Ordinal));

    /// <summary>Counts one execution of a function and all that it asks for.</summary>
    public async Task RunAsync(string function, Func<Task> run)
    {
        _function.Value = function;
        Count(UseKind.Execution, string.Empty);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await run();
        }
        finally
        {
            _busyTicks.AddOrUpdate(function, _ => Stopwatch.GetElapsedTime(start).Ticks, (_, ticks) => ticks + Stopwatch.GetElapsedTime(start).Ticks);
        }
    }

    /// <param name="target">The table or the queue.</param>
    /// <param name="times">How often, or how many.</param>
    public void Count(UseKind kind, string target, long times = 1)
    {
        if (_function.Value is { } function)
        {
            _counts.AddOrUpdate(new Use(function, kind, target), times, (_, count) => count + times);
        }
    }
}
