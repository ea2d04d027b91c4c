namespace Azure.Storage.Blobs.Models;

/// <summary>Which blobs a listing has beside those that are there. This host has no others.</summary>
[Flags]
public enum BlobStates
{
    None = 0,
}
