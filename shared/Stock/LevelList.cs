namespace StockFlow.Stock;

/// <summary>The list of levels in a <see cref="SkuLevels"/>, ordered by location.</summary>
internal static class LevelList
{
    /// <summary>The level at a location, all zero where there is none.</summary>
    public static LocationLevel At(SkuLevels levels, LocationId location)
    {
        foreach (var level in levels.Locations)
        {
            if (level.Location == location)
            {
                return level;
            }
        }

        return new LocationLevel(location, 0);
    }

    /// <summary>The levels one journal entry later; the same levels where nothing changed.</summary>
    public static SkuLevels With(SkuLevels levels, IReadOnlyList<LevelChange> changes)
    {
        if (changes.Count == 0)
        {
            return levels;
        }

        var list = new List<LocationLevel>(levels.Locations.Count + changes.Count);
        list.AddRange(levels.Locations);
        foreach (var change in changes)
        {
            Put(list, change.After);
        }

        return levels with { Locations = list, Position = levels.Position + 1 };
    }

    private static void Put(List<LocationLevel> list, LocationLevel level)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var order = list[i].Location.CompareTo(level.Location);
            if (order == 0)
            {
                list[i] = level;
                return;
            }

            if (order > 0)
            {
                list.Insert(i, level);
                return;
            }
        }

        list.Add(level);
    }
}
