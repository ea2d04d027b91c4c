using System.Text.Json.Serialization;

namespace StockFlow.Backups;

/// <summary>Where a run goes on.</summary>
/// <param name="Stage">What it does next.</param>
/// <param name="Table">While copying: which of <see cref="BackupPlan.Tables"/>.</param>
/// <param name="After">While copying: where in the table, or the last SKU; null at its beginning.</param>
/// <param name="Piece">While copying or checking: the number of the next piece.</param>
public sealed record BackupCursor(
    [property: JsonPropertyName("stage")] BackupStage Stage = BackupStage.Copying,
    [property: JsonPropertyName("table")] int Table = 0,
    [property: JsonPropertyName("after")] string? After = null,
    [property: JsonPropertyName("piece")] int Piece = 0);
