namespace Azure.Storage.Blobs.Models;

/// <summary>What is known of a container that was created.</summary>
public class BlobContainerInfo
{
    internal BlobContainerInfo()
    {
    }
}
