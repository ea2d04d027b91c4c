using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Data.Tables;

namespace StockFlow.Backups;

/// <summary>Gathers rows for one piece. Not safe for use on several threads.</summary>
internal sealed class PieceWriter : IDisposable
{
    private readonly long _bytesEnough;
    private readonly MemoryStream _packed = new();
    private readonly GZipStream _gzip;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly SortedDictionary<string, long> _rows = new(StringComparer.Ordinal);
    private long _bytes;

    /// <param name="bytesEnough">When it is full, before packing.</param>
    public PieceWriter(long bytesEnough)
    {
        _bytesEnough = bytesEnough;
        _gzip = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true);
        _json = new Utf8JsonWriter(_line);
    }

    public bool IsFull => _bytes >= _bytesEnough;

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row. Where it comes twice, the later one counts.</summary>
    public void Add(string table, TableEntity row)
    {
        _line.ResetWrittenCount();
        _json.Reset();
        RowText.Write(_json, table, row);
        _json.Flush();
        _gzip.Write(_line.WrittenSpan);
        _gzip.WriteByte((byte)'\n');
        _bytes += _line.WrittenCount + 1;
        _rows[table] = _rows.GetValueOrDefault(table) + 1;
    }

    /// <summary>Ends the piece. Nothing can be added afterwards.</summary>
    public (BackupPiece Piece, byte[] Content) Close(string backupId, int number, BackupKey? key)
    {
        _gzip.Dispose();
        var content = key is null ? _packed.ToArray() : key.Seal(_packed.GetBuffer().AsSpan(0, (int)_packed.Length), backupId, number);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var ending = key is null ? string.Empty : ".sealed";
        var name = string.Create(CultureInfo.InvariantCulture, $"{number:D6}-{hash.AsSpan(0, 16)}.jsonl.gz{ending}");
        return (new BackupPiece(number, name, hash, content.Length, new Dictionary<string, long>(_rows)), content);
    }

    public void Dispose()
    {
        _json.Dispose();
        _gzip.Dispose();
        _packed.Dispose();
    }
}
