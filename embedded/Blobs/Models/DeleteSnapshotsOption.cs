namespace Azure.Storage.Blobs.Models;

/// <summary>What becomes of a deleted blob's snapshots. This host has none.</summary>
public enum DeleteSnapshotsOption
{
    None = 0,
}
