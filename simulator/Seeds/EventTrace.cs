using System.Globalization;

namespace StockFlow.Simulator.Seeds;

/// <summary>Everything that was decided in a run, in order, as one number; two runs with the same one went the same way.</summary>
/// <param name="clock">The run's clock.</param>
/// <param name="keepsLines">Whether the lines are kept, to be read.</param>
internal sealed class EventTrace(TimeProvider clock, bool keepsLines)
{
    private const ulong Prime = 0x100000001b3;

    private ulong _hash = 0xcbf29ce484222325;
    private readonly List<string> _lines = [];

    /// <summary>How many events there were.</summary>
    public int Count { get; private set; }

    /// <summary>16 hexadecimal digits.</summary>
    public string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>All lines; none unless they are kept.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <param name="what">The kind of event.</param>
    /// <param name="detail">Must be the same at every run: no random ids.</param>
    public void Add(string what, string detail = "")
    {
        Count++;
        Mix((ulong)clock.GetUtcNow().UtcTicks);
        Mix(what);
        Mix(detail);
        if (keepsLines)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():dd HH:mm:ss.fff} {what} {detail}"));
        }
    }

    /// <summary>For the reader alone: no part of the number.</summary>
    public void Note(string text)
    {
        if (keepsLines)
        {
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():dd HH:mm:ss.fff}   ({text})"));
        }
    }

    private void Mix(string text)
    {
        foreach (var character in text)
        {
            Mix(character);
        }

        Mix((ulong)text.Length);
    }

    // FNV-1a, by words rather than bytes.
    private void Mix(ulong word) => _hash = (_hash ^ word) * Prime;
}
