using System.Text.Json.Serialization;

namespace StockFlow.Backups;

/// <summary>A piece of a backup: rows of tables as JSON lines, gzipped, and sealed where there is a key.</summary>
/// <param name="Number">Counts from 0; pieces are restored in this order.</param>
/// <param name="Name">Of its blob in the backup's folder. Begins with its number and has part of its hash, so a piece is never changed.</param>
/// <param name="Sha256">Of the blob, in lower-case hexadecimal.</param>
/// <param name="Bytes">Of the blob.</param>
/// <param name="Rows">How many rows of which table it has.</param>
public sealed record BackupPiece(
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("rows")] IReadOnlyDictionary<string, long> Rows);
