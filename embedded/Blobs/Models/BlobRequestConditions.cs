namespace Azure.Storage.Blobs.Models;

/// <summary>Under which conditions a request is carried out. This host takes none.</summary>
public class BlobRequestConditions
{
}
