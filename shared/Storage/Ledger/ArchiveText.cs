using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// Journal pages packed: for each a line with its first and last position, its time and how many lines follow, then the page as it was.
/// UTF-8 in zlib, whose checksum finds a damaged piece.
/// </summary>
internal static class ArchiveText
{
    /// <summary>A property holds 64 KiB of bytes.</summary>
    public const int BytesMax = 64 * 1024;

    private const char Field = '\t';

    public static byte[] Pack(IEnumerable<JournalEntity> pages)
    {
        var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal))
        using (var writer = new StreamWriter(zip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
        {
            foreach (var page in pages)
            {
                var lines = page.Lines.AsSpan().Count('\n') + 1;
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{page.FirstPosition}{Field}{StockKeys.PositionOf(page.RowKey)}{Field}{page.AtUnixMilliseconds}{Field}{lines}"));
                writer.WriteLine(page.Lines);
            }
        }

        return packed.ToArray();
    }

    /// <exception cref="InvalidDataException">The piece is damaged.</exception>
    public static IEnumerable<JournalEntity> Unpack(ArchiveEntity piece)
    {
        using var reader = new StreamReader(new ZLibStream(new MemoryStream(piece.Pages), CompressionMode.Decompress), Encoding.UTF8);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } head)
        {
            var fields = head.Split(Field);
            text.Clear();
            for (var left = Number(fields[3]); left > 0; left--)
            {
                // Not by ReadLine, for which a carriage return ends a line: reasons may hold one.
                AppendLine(reader, text);
                text.Append(left > 1 ? "\n" : string.Empty);
            }

            yield return new JournalEntity
            {
                PartitionKey = piece.PartitionKey,
                RowKey = StockKeys.Journal(Number(fields[1])),
                FirstPosition = Number(fields[0]),
                AtUnixMilliseconds = Number(fields[2]),
                Lines = text.ToString(),
            };
        }
    }

    private static void AppendLine(StreamReader reader, StringBuilder text)
    {
        int sign;
        while ((sign = reader.Read()) != '\n')
        {
            if (sign < 0)
            {
                throw new InvalidDataException("An archived page of the journal ends early.");
            }

            text.Append((char)sign);
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
