namespace StockFlow.Settings;

/// <summary>Finds the name that somebody most likely meant.</summary>
internal static class NearestName
{
    /// <returns>The nearest candidate, ignoring case, at most a third of the name's length (and at least two edits) away; null when none is near.</returns>
    public static string? Find(string name, IEnumerable<string> candidates) =>
        candidates
            .Select(candidate => (Candidate: candidate, Edits: Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(near => near.Edits <= Math.Max(2, name.Length / 3))
            .OrderBy(near => near.Edits)
            .ThenBy(near => near.Candidate, StringComparer.Ordinal)
            .Select(near => near.Candidate)
            .FirstOrDefault();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.</summary>
    internal static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            edits[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            edits[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[from.Length, to.Length];
    }
}
