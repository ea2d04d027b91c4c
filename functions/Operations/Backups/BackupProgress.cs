using System.Text.Json.Serialization;
using StockFlow.Backups;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>How far a run of the backup has come.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cursor">Where it goes on.</param>
/// <param name="Written">The piece that the last step wrote, which the next puts on record; null for none.</param>
/// <param name="Pieces">How many pieces have been written.</param>
/// <param name="Bytes">Of these, packed.</param>
public sealed record BackupProgress(
    [property: JsonPropertyName("run")] BackupRun Run,
    [property: JsonPropertyName("cursor")] BackupCursor Cursor,
    [property: JsonPropertyName("written")] BackupPiece? Written = null,
    [property: JsonPropertyName("pieces")] int Pieces = 0,
    [property: JsonPropertyName("bytes")] long Bytes = 0)
{
    public static BackupProgress Begin(DateTimeOffset at) => new(BackupRun.Begin(at), new BackupCursor());

    /// <summary>After one more step.</summary>
    public BackupProgress After(BackupStepAnswer answer) => this with
    {
        Cursor = answer.Next ?? Cursor,
        Written = answer.Written,
        Pieces = Pieces + (answer.Written is null ? 0 : 1),
        Bytes = Bytes + (answer.Written?.Bytes ?? 0),
    };
}
