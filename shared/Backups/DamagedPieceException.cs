namespace StockFlow.Backups;

/// <summary>A piece of a backup is not what was written. Nothing of it was used.</summary>
public sealed class DamagedPieceException(BackupPiece piece, string reason, Exception? inner = null)
    : Exception($"Piece {piece.Name} is damaged: {reason}.", inner)
{
    /// <summary>The name of the piece.</summary>
    public string Piece { get; } = piece.Name;
}
