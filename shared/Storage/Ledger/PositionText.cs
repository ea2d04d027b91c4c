using System.Globalization;
using System.Text;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>Last changes as stored text: <c>onHand,reserved,safety,incoming</c>, joined by semicolons, in the order of the levels beside it.</summary>
internal static class PositionText
{
    public static string Format(IReadOnlyList<LevelPositions> positions)
    {
        var text = new StringBuilder(positions.Count * 32);
        for (var i = 0; i < positions.Count; i++)
        {
            var (onHand, reserved, safetyStock, incoming) = positions[i];
            text.Append(i == 0 ? string.Empty : ";")
                .Append(onHand).Append(',').Append(reserved).Append(',').Append(safetyStock).Append(',').Append(incoming);
        }

        return text.ToString();
    }

    /// <param name="text">Null or empty where nothing is known.</param>
    public static IReadOnlyList<LevelPositions> Parse(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return [];
        }

        var positions = new List<LevelPositions>();
        Span<long> four = stackalloc long[4];
        foreach (var part in text.Split(';'))
        {
            var i = 0;
            var item = text[part];
            foreach (var number in item.Split(','))
            {
                four[i++] = long.Parse(item[number], NumberStyles.None, CultureInfo.InvariantCulture);
            }

            positions.Add(new LevelPositions(four[0], four[1], four[2], four[3]));
        }

        return positions;
    }
}
