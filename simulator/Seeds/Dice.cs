namespace StockFlow.Simulator.Seeds;

/// <summary>The one source of chance of a run. What is drawn depends on the seed and on what was drawn before.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <param name="probability">0 for never, 1 for always.</param>
    public bool Chance(double probability) => probability > 0 && _random.NextDouble() < probability;

    /// <returns>From 0 to one less than the bound.</returns>
    public int Below(int bound) => _random.Next(bound);

    /// <returns>From the one to the other, both included.</returns>
    public int Between(int least, int most) => _random.Next(least, most + 1);

    /// <returns>From zero to a bound, in whole milliseconds.</returns>
    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMilliseconds(_random.NextInt64((long)most.TotalMilliseconds + 1));

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>One of several, each as likely as its weight says.</summary>
    public T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight)
    {
        var left = _random.NextDouble() * items.Sum(weight);
        foreach (var item in items)
        {
            left -= weight(item);
            if (left < 0)
            {
                return item;
            }
        }

        return items[^1];
    }

    /// <summary>Some of several, in their order, at least one.</summary>
    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> items)
    {
        var some = items.Where(_ => _random.Next(2) == 0).ToList();
        return some.Count > 0 ? some : [Pick(items)];
    }

    public IReadOnlyList<T> Shuffle<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        _random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>A source of its own for a part of the run.</summary>
    public Random Fork() => new(_random.Next());
}
