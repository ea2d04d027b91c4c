using System.Text.Json.Serialization;

namespace StockFlow.Backups;

/// <summary>What a run of the backup does, one after the other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackupStage>))]
public enum BackupStage
{
    /// <summary>Tables are written to pieces.</summary>
    Copying,

    /// <summary>Pieces are read back.</summary>
    Checking,

    /// <summary>The manifest is written: from then on there is a backup.</summary>
    Sealing,

    /// <summary>What is too old is deleted.</summary>
    Pruning,
}
