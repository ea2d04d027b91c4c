namespace StockFlow.Stock;

/// <summary>The list of levels in a <see cref="SkuLevels"/>, ordered by location.</summary>
internal static class LevelList
{
    /// <summary>The level at a location, all zero where there is none.</summary>
    public static LocationLevel At(SkuLevels levels, LocationId location)
    {
        var locations = levels.Locations;
        for (var i = 0; i < locations.Count; i++)
        {
            if (locations[i].Location == location)
            {
                return locations[i];
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

        var position = levels.Position + 1;
        var list = new List<LocationLevel>(levels.Locations);
        var lastChanges = new List<LevelPositions>(levels.LastChanges);
        while (lastChanges.Count < list.Count)
        {
            lastChanges.Add(default);
        }

        foreach (var change in changes)
        {
            var i = Place(list, lastChanges, change.After);
            lastChanges[i] = lastChanges[i].After(change, position);
        }

        return levels with { Locations = list, LastChanges = lastChanges, Position = position };
    }

    private static int Place(List<LocationLevel> list, List<LevelPositions> lastChanges, LocationLevel level)
    {
        var i = 0;
        for (; i < list.Count; i++)
        {
            var order = list[i].Location.CompareTo(level.Location);
            if (order == 0)
            {
                list[i] = level;
                return i;
            }

            if (order > 0)
            {
                break;
            }
        }

        list.Insert(i, level);
        lastChanges.Insert(i, default);
        return i;
    }
}
