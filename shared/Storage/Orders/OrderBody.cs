using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage.Orders;

/// <summary>The part of an order that grows with its lines, as stored: JSON, deflated once that saves an entity property.</summary>
internal sealed record OrderBody(
    [property: JsonPropertyName("lines")] IReadOnlyList<StoredLine> Lines,
    [property: JsonPropertyName("asked")] IReadOnlyList<Sku> AskedSkus,
    [property: JsonPropertyName("decisions")] IReadOnlyList<ShortfallDecision>? Decisions = null)
{
    /// <summary>The most bytes of one binary property.</summary>
    public const int PieceBytesMax = 64_000;

    /// <summary>So that the entity stays below 1 MiB.</summary>
    public const int PiecesMax = 15;

    public static OrderBody From(Order order) => new([.. order.Lines.Select(StoredLine.From)], order.AskedSkus, order.Decisions.Count == 0 ? null : order.Decisions);

    public static OrderBody FromBytes(byte[] bytes, bool isDeflated)
    {
        if (!isDeflated)
        {
            return JsonSerializer.Deserialize(bytes, OrderBodyContext.Default.OrderBody)!;
        }

        using var inflated = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(inflated, OrderBodyContext.Default.OrderBody)!;
    }

    public (byte[] Bytes, bool IsDeflated) ToBytes()
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(this, OrderBodyContext.Default.OrderBody);
        if (plain.Length <= PieceBytesMax)
        {
            return (plain, false);
        }

        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(plain);
        }

        return (packed.ToArray(), true);
    }
}
