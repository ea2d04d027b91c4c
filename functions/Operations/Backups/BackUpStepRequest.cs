using System.Text.Json.Serialization;
using StockFlow.Backups;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>One step to do.</summary>
/// <param name="Run">Of which run.</param>
/// <param name="Cursor">Where it begins.</param>
/// <param name="Written">The piece that the step before wrote; null for none.</param>
public sealed record BackUpStepRequest(
    [property: JsonPropertyName("run")] BackupRun Run,
    [property: JsonPropertyName("cursor")] BackupCursor Cursor,
    [property: JsonPropertyName("written")] BackupPiece? Written);
