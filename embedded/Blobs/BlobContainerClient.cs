using Azure.Core;
using Azure.Storage.Blobs.Models;
using EmbeddedFunctions.Blobs;
using EmbeddedFunctions.Tables.InProcess;

namespace Azure.Storage.Blobs;

/// <summary>One container of blobs: a folder of this machine. Safe for use on many threads.</summary>
public class BlobContainerClient
{
    private readonly BlobFolder _folder = null!;

    /// <param name="connectionString"><c>EmbeddedFolder=path</c>, the folder that holds the containers; a relative path starts at the current directory.</param>
    /// <exception cref="FormatException">The connection string is not of that form: this host keeps blobs in a folder only.</exception>
    public BlobContainerClient(string connectionString, string blobContainerName)
    {
        ArgumentException.ThrowIfNullOrEmpty(blobContainerName);
        _folder = BlobFolder.Of(connectionString, blobContainerName);
        Name = blobContainerName;
    }

    /// <exception cref="NotSupportedException">Always: this host keeps blobs in a folder only.</exception>
    public BlobContainerClient(Uri blobContainerUri, TokenCredential credential, BlobClientOptions? options = null)
    {
        throw new NotSupportedException($"{blobContainerUri}: the embedded host keeps blobs in a folder. Expected: EmbeddedFolder=data");
    }

    protected BlobContainerClient()
    {
    }

    public virtual string Name { get; } = string.Empty;

    /// <summary>A client of one blob, which need not be there yet.</summary>
    public virtual BlobClient GetBlobClient(string blobName) => new(_folder, blobName);

    /// <summary>Creates the container unless it is there; null where it was.</summary>
    public virtual Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
        PublicAccessType publicAccessType = PublicAccessType.None,
        IDictionary<string, string>? metadata = null,
        BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(_folder.Create() ? Response.FromValue(new BlobContainerInfo(), new StoreResponse(201)) : null!);

    /// <summary>Lists the blobs by name. None where there is no container.</summary>
    /// <param name="prefix">How their names begin; null for all.</param>
    public virtual AsyncPageable<BlobItem> GetBlobsAsync(
        BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) =>
        AsyncPageable<BlobItem>.FromPages([Page<BlobItem>.FromValues(
            [.. _folder.List(prefix ?? string.Empty).Select(name => new BlobItem(name))], null, new StoreResponse(200))]);

    /// <returns>Whether there was such a blob.</returns>
    public virtual Task<Response<bool>> DeleteBlobIfExistsAsync(
        string blobName,
        DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None,
        BlobRequestConditions? conditions = null,
        CancellationToken cancellationToken = default)
    {
        var isThere = _folder.Delete(blobName);
        return Task.FromResult(Response.FromValue(isThere, new StoreResponse(isThere ? 202 : 404)));
    }
}
