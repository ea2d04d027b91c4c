namespace StockFlow.Stock;

/// <summary>Rebuilds levels from the journal, to hold them against the live ones.</summary>
public static class LevelReplay
{
    /// <summary>Adds up the deltas of one SKU's whole journal.</summary>
    /// <param name="entries">From position 1, in order.</param>
    /// <exception cref="InvalidDataException">A position is missing, or an entry does not follow from the one before.</exception>
    public static async Task<SkuLevels> RebuildAsync(Sku sku, IAsyncEnumerable<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var levels = new SkuLevels(sku, [], 0);
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            levels = After(levels, entry);
        }

        return levels;
    }

    /// <summary>The levels after one more entry.</summary>
    /// <exception cref="InvalidDataException">The entry does not follow from the levels.</exception>
    public static SkuLevels After(SkuLevels levels, JournalEntry entry)
    {
        if (entry.Position != levels.Position + 1)
        {
            throw new InvalidDataException($"{levels.Sku}: after position {levels.Position} came {entry.Position}.");
        }

        foreach (var change in entry.Changes)
        {
            var found = LevelList.At(levels, change.Location);
            if (found != change.Before && entry.Kind != JournalKind.Mended)
            {
                throw new InvalidDataException($"{levels.Sku}: position {entry.Position} starts from {change.Before}, the journal so far gives {found}.");
            }
        }

        return LevelList.With(levels, entry.Changes) with { Position = entry.Position };
    }
}
