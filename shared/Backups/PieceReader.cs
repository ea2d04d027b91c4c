using System.IO.Compression;
using System.Security.Cryptography;

namespace StockFlow.Backups;

/// <summary>Takes pieces apart again, after making sure that they are what was written.</summary>
internal static class PieceReader
{
    /// <summary>Far above any piece: a larger one is none of ours.</summary>
    private const int UnpackedBytesMax = 1024 * 1024 * 1024;

    /// <summary>Reads all rows of a piece.</summary>
    /// <param name="key">What it was sealed with; null where it was not.</param>
    /// <exception cref="DamagedPieceException">It is not what was written.</exception>
    public static IReadOnlyList<BackupRow> Read(BinaryData content, string backupId, BackupPiece piece, BackupKey? key)
    {
        var stored = content.ToMemory();
        var hash = Convert.ToHexStringLower(SHA256.HashData(stored.Span));
        if (hash != piece.Sha256)
        {
            throw new DamagedPieceException(piece, $"its SHA-256 is {hash} and should be {piece.Sha256}");
        }

        try
        {
            var packed = key is null ? stored : key.Open(stored.Span, backupId, piece.Number);
            var rows = new List<BackupRow>();
            foreach (var line in Lines(Unpack(packed)))
            {
                rows.Add(RowText.Read(line));
            }

            var counted = rows.GroupBy(row => row.Table, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount());
            return counted.Count == piece.Rows.Count && piece.Rows.All(pair => counted.GetValueOrDefault(pair.Key) == pair.Value)
                ? rows
                : throw new DamagedPieceException(piece, "it has other rows than the manifest says");
        }
        catch (Exception e) when (e is CryptographicException or InvalidDataException or FormatException)
        {
            throw new DamagedPieceException(piece, e is CryptographicException ? "it can't be opened with the key" : "it can't be unpacked", e);
        }
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var unpacked = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = gzip.Read(buffer)) > 0;)
        {
            unpacked.Write(buffer, 0, read);
            if (unpacked.Length > UnpackedBytesMax)
            {
                throw new InvalidDataException($"Unpacked it has more than {UnpackedBytesMax} bytes.");
            }
        }

        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            if (end < 0)
            {
                throw new InvalidDataException("The last line ends early.");
            }

            yield return text[..end];
            text = text[(end + 1)..];
        }
    }
}
