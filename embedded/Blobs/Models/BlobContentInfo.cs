namespace Azure.Storage.Blobs.Models;

/// <summary>What is known of a blob that was written.</summary>
public class BlobContentInfo
{
    internal BlobContentInfo()
    {
    }
}
