using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using EmbeddedFunctions.Blobs;
using EmbeddedFunctions.Tables.InProcess;

namespace Azure.Storage.Blobs;

/// <summary>One blob: a file. It is there as a whole or not at all.</summary>
public class BlobClient : BlobBaseClient
{
    internal BlobClient(BlobFolder folder, string name)
        : base(folder, name)
    {
    }

    protected BlobClient()
    {
    }

    /// <summary>Writes the blob; once this has ended it is on disk.</summary>
    /// <exception cref="RequestFailedException">409 BlobAlreadyExists, unless it may be overwritten; 404 ContainerNotFound.</exception>
    public virtual async Task<Response<BlobContentInfo>> UploadAsync(
        BinaryData content, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await Folder.WriteAsync(Name, content.ToMemory(), overwrite, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new BlobContentInfo(), new StoreResponse(201));
    }
}
