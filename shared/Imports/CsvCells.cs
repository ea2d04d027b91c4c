using System.Globalization;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Imports;

/// <summary>The rules of cells that several kinds of files have.</summary>
internal static class CsvCells
{
    public static IEnumerable<CsvFault> CheckSku(CsvRow row, CsvColumn column, string cell)
    {
        if (!Sku.TryParse(cell, null, out _))
        {
            yield return new(row.Line, column.Name, "invalid-sku", $"{column.Name} is not a SKU.", $"1 to {Sku.LengthMax} printable characters, such as 85123A.");
        }
    }

    public static IEnumerable<CsvFault> CheckLocation(CsvRow row, CsvColumn column, string cell, ChannelCatalog catalog)
    {
        if (!LocationId.TryParse(cell, null, out var location) || !catalog.HasLocation(location))
        {
            yield return new(row.Line, column.Name, "unknown-location", $"{column.Name} is not configured.",
                catalog.Locations.Count == 0
                    ? "Configure one: StockFlow__Locations__london__Priority = 1"
                    : $"One of: {string.Join(", ", catalog.Locations.Select(known => known.Id))}.");
        }
    }

    /// <param name="min">The least; an empty cell is right.</param>
    public static IEnumerable<CsvFault> CheckUnits(CsvRow row, CsvColumn column, string cell, int min, int max)
    {
        if (cell.Length > 0 && !(TryReadUnits(cell, out var units) && units >= min && units <= max))
        {
            yield return new(row.Line, column.Name, "invalid-units", $"{column.Name} is not a whole number in range.", $"{min} to {max}, in digits only.");
        }
    }

    public static IEnumerable<CsvFault> CheckText(CsvRow row, CsvColumn column, string cell, int lengthMax = StockLimits.TextLengthMax)
    {
        if (cell.Length > lengthMax)
        {
            yield return new(row.Line, column.Name, "text-too-long", $"{column.Name} is too long.", $"At most {lengthMax} characters.");
        }

        if (cell.Any(char.IsControl))
        {
            yield return new(row.Line, column.Name, "invalid-text", $"{column.Name} has a control character.", "One line of text.");
        }
    }

    /// <summary>Reads a checked cell; null where it is empty.</summary>
    public static int? Units(string cell) => TryReadUnits(cell, out var units) ? units : null;

    public static string Text(int units) => units.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A cell that a spreadsheet would take for a formula, with an apostrophe before it, so that it is shown and not run
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    /// <remarks>A line break that an old record has is a space: a row is one line.</remarks>
    public static string AsText(string cell)
    {
        var line = cell.Any(char.IsControl) ? string.Concat(cell.Select(c => char.IsControl(c) ? ' ' : c)) : cell;
        return IsFormula(line) ? "'" + line : line;
    }

    /// <summary>Undoes <see cref="AsText"/>.</summary>
    public static string FromText(string cell) => cell.StartsWith('\'') && IsFormula(cell) ? cell[1..] : cell;

    /// <summary>Whatever apostrophes it begins with already, so that those are found again.</summary>
    private static bool IsFormula(string cell) => cell.AsSpan().TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];

    private static bool TryReadUnits(string cell, out int units) => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out units);
}
