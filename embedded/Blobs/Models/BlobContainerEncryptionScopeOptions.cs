namespace Azure.Storage.Blobs.Models;

/// <summary>How a container is encrypted. A folder is encrypted as its disk is.</summary>
public class BlobContainerEncryptionScopeOptions
{
}
