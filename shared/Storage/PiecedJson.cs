using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;

namespace StockFlow.Storage;

/// <summary>A value as deflated JSON in an entity, in as many properties as it takes.</summary>
internal static class PiecedJson
{
    /// <summary>The most bytes of one binary property, with some room.</summary>
    private const int PieceBytesMax = 64_000;

    /// <summary>So that the entity stays below 1 MiB.</summary>
    private const int PiecesMax = 15;

    /// <exception cref="InvalidOperationException">It does not fit: the caller did not bound it.</exception>
    public static void Write<T>(TableEntity entity, string name, T value)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, value);
        }

        var bytes = packed.ToArray();
        if (bytes.Length > PieceBytesMax * PiecesMax)
        {
            throw new InvalidOperationException($"{entity.PartitionKey}/{entity.RowKey}: {name} has {bytes.Length} bytes, an entity takes {PieceBytesMax * PiecesMax}.");
        }

        for (var i = 0; i * PieceBytesMax < bytes.Length; i++)
        {
            entity[Piece(name, i)] = bytes[(i * PieceBytesMax)..Math.Min((i + 1) * PieceBytesMax, bytes.Length)];
        }
    }

    public static T Read<T>(TableEntity entity, string name)
    {
        using var packed = new MemoryStream();
        for (var i = 0; entity.TryGetValue(Piece(name, i), out var piece); i++)
        {
            packed.Write((byte[])piece);
        }

        packed.Position = 0;
        using var inflated = new DeflateStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(inflated)!;
    }

    private static string Piece(string name, int i) => i == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{i}");
}
