using System.Text.Json.Serialization;

namespace StockFlow.Backups;

/// <summary>What one step of a run came to.</summary>
/// <param name="Next">Where to go on; null when all is done.</param>
/// <param name="Written">The piece that was written, to be handed to the next step; null where none was.</param>
public sealed record BackupStepAnswer(
    [property: JsonPropertyName("next")] BackupCursor? Next,
    [property: JsonPropertyName("written")] BackupPiece? Written = null);
