using System.Globalization;
using System.IO.Compression;
using System.Text;
using StockFlow.Stock;

namespace StockFlow.Simulator.Retail;

/// <summary>
/// Reads Online Retail rows from a file of any size, plain or gzipped, one line at a time. A row is one line; what can't be
/// read is told by line number and skipped, and never takes the next row with it.
/// </summary>
public static class RetailFile
{
    private static readonly string[] Columns =
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

    private static readonly string[] DateFormats =
        ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss", "M/d/yyyy H:mm", "M/d/yyyy H:mm:ss"];

    /// <param name="path">Plain or gzipped, told apart by content.</param>
    /// <param name="skipped">Told of every row that can't be read.</param>
    /// <exception cref="RetailFileException">The file can't be opened, or lacks a column.</exception>
    public static IEnumerable<RetailRow> Read(string path, Action<SkippedRow> skipped)
    {
        Stream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RetailFileException($"The data file '{path}' can't be opened: {exception.Message}", exception);
        }

        return Read(file, skipped);
    }

    /// <summary>Reads from an open stream, which is closed at the end.</summary>
    public static IEnumerable<RetailRow> Read(Stream stream, Action<SkippedRow> skipped)
    {
        using var reader = new StreamReader(Unzipped(stream), Encoding.UTF8);
        var header = reader.ReadLine() ?? throw new RetailFileException("The data file is empty.");
        var places = PlacesOfColumns(header);
        var lineNumber = 1;
        while (reader.ReadLine() is { } line)
        {
            lineNumber++;
            if (line.Length == 0)
            {
                continue;
            }

            var (row, reason) = ReadRow(lineNumber, line, places);
            if (row is null)
            {
                skipped(new SkippedRow(lineNumber, reason));
            }
            else
            {
                yield return row;
            }
        }
    }

    private static Stream Unzipped(Stream stream)
    {
        var buffered = new BufferedStream(stream, 64 * 1024);
        var magic = new byte[2];
        var read = buffered.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        buffered.Position -= read;
        return read == 2 && magic is [0x1f, 0x8b] ? new GZipStream(buffered, CompressionMode.Decompress) : buffered;
    }

    private static int[] PlacesOfColumns(string header)
    {
        var names = Fields(header) ?? [];
        var places = Columns
            .Select(column => Array.FindIndex(names, name => name.Trim().Equals(column, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        var missing = Columns.Where((_, index) => places[index] < 0).ToArray();
        return missing.Length == 0
            ? places
            : throw new RetailFileException($"The data file lacks the column(s) {string.Join(", ", missing)}. Expected {string.Join(",", Columns)} in its first line.");
    }

    private static (RetailRow? Row, string Reason) ReadRow(int lineNumber, string line, int[] places)
    {
        if (Fields(line) is not { } fields)
        {
            return (null, "a quoted field is not closed on its line");
        }

        if (fields.Length <= places.Max())
        {
            return (null, $"{fields.Length} fields instead of {places.Max() + 1}");
        }

        string Field(int column) => fields[places[column]].Trim();
        if (Field(0) is not { Length: > 0 and <= 50 } invoice)
        {
            return (null, "InvoiceNo is missing or longer than 50 characters");
        }

        if (!Sku.TryParse(Field(1), null, out _))
        {
            return (null, $"StockCode '{Shortened(Field(1))}' is not 1 to {Sku.LengthMax} printable characters");
        }

        if (!int.TryParse(Field(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units) || units is 0 or int.MinValue)
        {
            return (null, $"Quantity '{Shortened(Field(3))}' is not a whole number other than 0");
        }

        if (!DateTime.TryParseExact(Field(4), DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            return (null, $"InvoiceDate '{Shortened(Field(4))}' is not a date such as 2010-12-01 08:26:00");
        }

        if (!decimal.TryParse(Field(5), NumberStyles.Number, CultureInfo.InvariantCulture, out var price))
        {
            return (null, $"UnitPrice '{Shortened(Field(5))}' is not a number such as 2.55");
        }

        var customer = Field(6);
        if (customer.EndsWith(".0", StringComparison.Ordinal))
        {
            customer = customer[..^2];
        }

        return (
            new RetailRow(
                lineNumber,
                invoice,
                Field(1),
                Field(2),
                units,
                new DateTimeOffset(at, TimeSpan.Zero),
                price,
                customer.Length == 0 ? null : customer,
                Field(7)),
            string.Empty);
    }

    /// <returns>Null when a quote stays open.</returns>
    private static string[]? Fields(string line)
    {
        if (!line.Contains('"'))
        {
            return line.Split(',');
        }

        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            var character = line[index];
            if (character == '"' && quoted && index + 1 < line.Length && line[index + 1] == '"')
            {
                field.Append('"');
                index++;
            }
            else if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return quoted ? null : [.. fields];
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
