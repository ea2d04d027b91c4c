using Azure.Storage.Blobs.Models;
using EmbeddedFunctions.Blobs;
using EmbeddedFunctions.Tables.InProcess;

namespace Azure.Storage.Blobs.Specialized;

/// <summary>What every kind of blob can do.</summary>
public class BlobBaseClient
{
    private readonly BlobFolder _folder = null!;

    protected BlobBaseClient()
    {
    }

    private protected BlobBaseClient(BlobFolder folder, string name)
    {
        _folder = folder;
        Name = name;
    }

    public virtual string Name { get; } = string.Empty;

    private protected BlobFolder Folder => _folder;

    public virtual Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        var isThere = _folder.Exists(Name);
        return Task.FromResult(Response.FromValue(isThere, new StoreResponse(isThere ? 200 : 404)));
    }

    /// <summary>Reads the blob into memory.</summary>
    /// <exception cref="RequestFailedException">404 BlobNotFound.</exception>
    public virtual async Task<Response<BlobDownloadResult>> DownloadContentAsync(CancellationToken cancellationToken) =>
        Response.FromValue(
            new BlobDownloadResult(BinaryData.FromBytes(await _folder.ReadAsync(Name, cancellationToken).ConfigureAwait(false))), new StoreResponse(200));
}
