namespace Azure.Storage.Blobs.Models;

/// <summary>What else a listing tells. This host knows nothing else.</summary>
[Flags]
public enum BlobTraits
{
    None = 0,
}
