namespace Azure.Storage.Blobs.Models;

/// <summary>Who may read without a key. In a folder, nobody but those whom the machine lets.</summary>
public enum PublicAccessType
{
    None = 0,
}
