namespace Azure.Storage.Blobs.Models;

/// <summary>A blob, as listed.</summary>
public class BlobItem
{
    internal BlobItem(string name)
    {
        Name = name;
    }

    public string Name { get; }
}
