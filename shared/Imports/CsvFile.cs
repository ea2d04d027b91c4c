using System.Text;
using CsvHelper;

namespace StockFlow.Imports;

/// <summary>
/// Reads and writes files: UTF-8 with or without a mark, commas, semicolons or tabs between cells, quotes as in RFC 4180, the first line
/// with the names of the columns in any order.
/// </summary>
internal static class CsvFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private const int NameShownMax = 30;

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Reads a whole file and checks every row by itself.</summary>
    /// <param name="rowsMax">More rows than this are a fault.</param>
    /// <param name="faultsMax">Ends after so many.</param>
    public static CsvReading Read(byte[] body, ICsvKind kind, int rowsMax, int faultsMax)
    {
        string text;
        try
        {
            text = Utf8.GetString(body).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Fault(1, null, "invalid-encoding", "The file is not UTF-8.", "Save it as \"CSV UTF-8\".");
        }

        var faults = new List<CsvFault>();
        using var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = SeparatorOf(text),
            HasHeader = false,
            TrackLineNumbers = true,

            // A quote that is not closed spoils its line, not the rest of the file.
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => faults.Add(Unreadable(
                (int)record.LineNumber, "A quote is not closed, or stands inside a cell.", "Cells with quotes are written in quotes, each quote twice.")),
        });
        var hasHeader = reader.Read();
        if (faults.Count > 0)
        {
            // Lines that can't be read are passed by: what came out is not the first one.
            return new CsvReading([], faults);
        }

        if (!hasHeader)
        {
            return Fault(1, null, "missing-column", "The file is empty.", $"A first line such as {Header(kind)}");
        }

        var places = ReadHeader(Cells(reader), kind, faults);
        if (faults.Count > 0)
        {
            return new CsvReading([], faults);
        }

        var rows = new List<CsvRow>();
        var subjects = new Dictionary<string, int>(StringComparer.Ordinal);
        while (faults.Count < faultsMax && reader.Read())
        {
            var line = (int)reader.LineNumber;
            if (rows.Count == rowsMax)
            {
                faults.Add(new(line, null, "too-many-rows", $"The file has more than {rowsMax} rows.", "Several files, each under an id of its own."));
                break;
            }

            faults.AddRange(ReadRow(Cells(reader), line, places, kind, subjects, rows));
        }

        return rows.Count == 0 && faults.Count == 0
            ? Fault(2, null, "no-rows", "The file has no row below its first line.", "At least one row.")
            : new CsvReading(rows, [.. faults.Take(faultsMax)]);
    }

    /// <summary>Rows as lines of a file.</summary>
    public static byte[] Write(IEnumerable<IReadOnlyList<string>> rows)
    {
        using var bytes = new MemoryStream();
        using (var writer = CsvWriter.Create(bytes, null, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                foreach (var cell in row)
                {
                    writer.WriteField(CsvCells.AsText(cell));
                }

                writer.EndRecord();
            }
        }

        return bytes.ToArray();
    }

    private static List<CsvFault> ReadRow(
        string[] cells, int line, int[] places, ICsvKind kind, Dictionary<string, int> subjects, List<CsvRow> rows)
    {
        var width = places.Count(place => place >= 0);
        if (cells.Length != width)
        {
            return [Unreadable(line, $"The row has {cells.Length} cells, the first line has {width}.", "A cell for every column.")];
        }

        if (cells.Any(cell => cell.Length > CsvImports.CellLengthMax))
        {
            return [Unreadable(line, "A cell is too long.", $"At most {CsvImports.CellLengthMax} characters.")];
        }

        var row = new CsvRow(line, [.. places.Select(place => place < 0 ? string.Empty : cells[place])]);
        List<CsvFault> faults =
        [
            .. kind.Columns.Where((column, at) => column.IsRequired && row.Cells[at].Length == 0)
                .Select(column => new CsvFault(line, column.Name, "missing-value", $"{column.Name} is empty.", "A value in every row.")),
        ];
        if (faults.Count == 0)
        {
            faults.AddRange(kind.Check(row));
        }

        if (faults.Count == 0 && !subjects.TryAdd(kind.SubjectOf(row), line))
        {
            faults.Add(new(line, null, "repeated-row", $"The row is about the same as line {subjects[kind.SubjectOf(row)]}.", "One row for each."));
        }

        rows.Add(row);
        return faults;
    }

    /// <returns>For each column of the kind where it is in a row; -1 where the file does not have it.</returns>
    private static int[] ReadHeader(string[] names, ICsvKind kind, List<CsvFault> faults)
    {
        var places = kind.Columns.Select(_ => -1).ToArray();
        for (var place = 0; place < names.Length; place++)
        {
            var at = kind.Columns.ToList().FindIndex(column => column.Name.Equals(names[place], StringComparison.OrdinalIgnoreCase));
            if (at < 0)
            {
                faults.Add(new(1, null, "unknown-column", $"Column {place + 1}, {Quoted(names[place])}, is not known.", $"Of these: {Header(kind)}"));
            }
            else if (places[at] >= 0)
            {
                faults.Add(new(1, kind.Columns[at].Name, "unknown-column", $"{kind.Columns[at].Name} is there twice.", "Each column once."));
            }
            else
            {
                places[at] = place;
            }
        }

        faults.AddRange(kind.Columns.Where((column, at) => column.IsRequired && places[at] < 0)
            .Select(column => new CsvFault(1, column.Name, "missing-column", $"There is no column {column.Name}.", $"A first line such as {Header(kind)}")));
        return places;
    }

    private static string[] Cells(CsvReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(at => CsvCells.FromText(reader.GetString(at).Trim()))];

    private static CsvFault Unreadable(int line, string what, string expected) => new(line, null, "unreadable-row", what, expected);

    private static CsvReading Fault(int line, string? column, string error, string what, string expected) =>
        new([], [new CsvFault(line, column, error, what, expected)]);

    /// <summary>A name that is not known, no longer than one that is.</summary>
    private static string Quoted(string name) => $"\"{(name.Length > NameShownMax ? name[..NameShownMax] + "…" : name)}\"";

    private static string Header(ICsvKind kind) => string.Join(',', kind.Columns.Select(column => column.Name));

    /// <summary>What the first line has most of; names of columns contain none.</summary>
    private static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        return Separators.MaxBy(separator => first.Count(c => c == separator));
    }
}
