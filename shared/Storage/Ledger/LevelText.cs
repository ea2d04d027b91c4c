using System.Globalization;
using System.Text;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// Levels as stored text: <c>location:onHand,reserved,safety,incoming</c>, joined by semicolons, with the backordered units as a fifth
/// number where there are any. Short, and still read at a glance in any table viewer. A location id has none of these signs.
/// </summary>
internal static class LevelText
{
    public static string Format(IReadOnlyList<LocationLevel> levels)
    {
        var text = new StringBuilder(levels.Count * 32);
        for (var i = 0; i < levels.Count; i++)
        {
            if (i > 0)
            {
                text.Append(';');
            }

            text.Append(levels[i].Location.Value).Append(':');
            AppendUnits(text, levels[i]);
        }

        return text.ToString();
    }

    public static void AppendUnits(StringBuilder text, LocationLevel level)
    {
        text.Append(level.OnHandUnits).Append(',')
            .Append(level.ReservedUnits).Append(',')
            .Append(level.SafetyStockUnits).Append(',')
            .Append(level.IncomingUnits);
        if (level.BackorderedUnits != 0)
        {
            text.Append(',').Append(level.BackorderedUnits);
        }
    }

    public static IReadOnlyList<LocationLevel> Parse(ReadOnlySpan<char> text)
    {
        var levels = new List<LocationLevel>();
        foreach (var part in text.Split(';'))
        {
            var item = text[part];
            if (item.IsEmpty)
            {
                continue;
            }

            var colon = item.IndexOf(':');
            levels.Add(ParseUnits(LocationId.Parse(item[..colon].ToString()), item[(colon + 1)..]));
        }

        return levels;
    }

    public static LocationLevel ParseUnits(LocationId location, ReadOnlySpan<char> text)
    {
        Span<int> units = stackalloc int[5];
        var i = 0;
        foreach (var part in text.Split(','))
        {
            units[i++] = int.Parse(text[part], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        return new LocationLevel(location, units[0], units[1], units[2], units[3], units[4]);
    }
}
