using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace StockFlow.Backups;

/// <summary>What a backup consists of. Written last: without it there is no backup.</summary>
/// <param name="Format">The form of the pieces; this program knows <see cref="CurrentFormat"/>.</param>
/// <param name="Id">The backup's id and folder.</param>
/// <param name="StartedAt">UTC. Everything that had happened by then is in it.</param>
/// <param name="CompletedAt">When all pieces had been read back, UTC.</param>
/// <param name="KeyId">Which key the pieces are sealed with; null for none.</param>
/// <param name="Proof">By the key, over the list of pieces, so that none can be taken away or changed; null without a key.</param>
/// <param name="Tables">How many rows of each table.</param>
/// <param name="Pieces">In the order in which they are restored.</param>
public sealed record BackupManifest(
    [property: JsonPropertyName("format")] int Format,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("completedAt")] DateTimeOffset CompletedAt,
    [property: JsonPropertyName("keyId")] string? KeyId,
    [property: JsonPropertyName("proof")] string? Proof,
    [property: JsonPropertyName("tables")] IReadOnlyDictionary<string, long> Tables,
    [property: JsonPropertyName("pieces")] IReadOnlyList<BackupPiece> Pieces)
{
    public const int CurrentFormat = 1;

    public static BackupManifest Of(BackupRun run, DateTimeOffset completedAt, BackupKey? key, IReadOnlyList<BackupPiece> pieces)
    {
        var tables = pieces.SelectMany(piece => piece.Rows)
            .GroupBy(rows => rows.Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(rows => rows.Value));
        var manifest = new BackupManifest(CurrentFormat, run.Id, run.StartedAt, completedAt, key?.Id, null, tables, pieces);
        return key is null ? manifest : manifest with { Proof = Convert.ToHexStringLower(key.Prove(manifest.ProvedText())) };
    }

    /// <summary>Whether whoever wrote the list of pieces had the key.</summary>
    public bool IsProvedBy(BackupKey key) =>
        Proof is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(key.Prove(ProvedText()))), Encoding.UTF8.GetBytes(Proof));

    private string ProvedText() => string.Join('\n', Pieces.Select(piece => string.Create(CultureInfo.InvariantCulture, $"{piece.Number} {piece.Sha256}"))
        .Prepend(string.Create(CultureInfo.InvariantCulture, $"{Id} {StartedAt.UtcTicks}")));
}
