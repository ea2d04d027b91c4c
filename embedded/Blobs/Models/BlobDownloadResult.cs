namespace Azure.Storage.Blobs.Models;

/// <summary>A blob that was read into memory.</summary>
public class BlobDownloadResult
{
    internal BlobDownloadResult(BinaryData content)
    {
        Content = content;
    }

    public BinaryData Content { get; }
}
