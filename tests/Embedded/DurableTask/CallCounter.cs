using System.Collections.Concurrent;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

/// <summary>Counts the calls of activities, whatever engine makes them.</summary>
internal sealed class CallCounter
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

    /// <returns>The number of this call, from 1.</returns>
    public int Count(string call) => _calls.AddOrUpdate(call, 1, (_, n) => n + 1);

    public void AssertEachAtLeastOnce(params string[] expected)
    {
        foreach (var call in expected)
        {
            Assert.True(_calls.ContainsKey(call), $"'{call}' never ran");
        }
    }
}
