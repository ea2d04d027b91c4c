namespace StockFlow.Simulator.Replay;

/// <summary>FNV-1a: the same for the same text on every machine and in every run.</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        // The low bits of FNV-1a follow the last character closely; mix once more.
        hash ^= hash >> 15;
        hash *= 2246822519u;
        return hash ^ (hash >> 13);
    }
}
