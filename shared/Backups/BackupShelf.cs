using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>Where backups are kept: a container with a folder for each. A folder with a manifest is a backup; one without is work, or what was left of it.</summary>
/// <param name="container">Null where no place was set: then there are no backups.</param>
public sealed class BackupShelf(BlobContainerClient? container)
{
    private const string ManifestName = "manifest.json";
    private const int ManifestsAtOnce = 8;

    private bool _isThere;

    /// <summary>Whether a place for backups is set.</summary>
    public bool IsSet => container is not null;

    /// <summary>Finds the newest backup; null where there is none.</summary>
    /// <exception cref="DamagedManifestException">Its manifest is not what was written.</exception>
    public async Task<BackupManifest?> FindNewestAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in IsSet ? await ListAsync(cancellationToken).ConfigureAwait(false) : [])
        {
            if (folder.IsComplete && await ReadManifestAsync(folder.Id, cancellationToken).ConfigureAwait(false) is { } manifest)
            {
                return manifest;
            }
        }

        return null;
    }

    /// <summary>Lists what is there, the newest first.</summary>
    /// <returns>The backups, and the manifests that are not what was written.</returns>
    public async Task<(IReadOnlyList<BackupManifest> Backups, IReadOnlyList<UnreadableRow> Unreadable)> ReadAllAsync(CancellationToken cancellationToken)
    {
        var (backups, unreadable) = (new List<BackupManifest>(), new List<UnreadableRow>());
        var complete = (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(folder => folder.IsComplete);
        foreach (var some in complete.Chunk(ManifestsAtOnce))
        {
            foreach (var (manifest, fault) in await Task.WhenAll(some.Select(ReadOneAsync)).ConfigureAwait(false))
            {
                backups.AddRange(manifest is null ? [] : [manifest]);
                unreadable.AddRange(fault is null ? [] : [fault]);
            }
        }

        return (backups, unreadable);

        async Task<(BackupManifest? Manifest, UnreadableRow? Fault)> ReadOneAsync(BackupFolder folder)
        {
            try
            {
                return (await ReadManifestAsync(folder.Id, cancellationToken).ConfigureAwait(false), null);
            }
            catch (DamagedManifestException e)
            {
                return (null, new UnreadableRow($"{Container.Name}/{folder.Id}/{ManifestName}", e.Message));
            }
        }
    }

    /// <returns>Null where there is none.</returns>
    /// <exception cref="DamagedManifestException">It is not what was written.</exception>
    internal async Task<BackupManifest?> ReadManifestAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var content = await ReadAsync(id, ManifestName, cancellationToken).ConfigureAwait(false);
            var manifest = content.ToObjectFromJson<BackupManifest>();

            // One that was copied from another folder would pass for a newer backup than it is.
            return manifest is { Pieces: not null, Tables: not null } && manifest.Id == id
                ? manifest
                : throw new DamagedManifestException(id, "it is not the one of this folder");
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new DamagedManifestException(id, "it can't be read", e);
        }
    }

    internal Task WriteManifestAsync(BackupManifest manifest, CancellationToken cancellationToken) =>
        WriteAsync(manifest.Id, ManifestName, BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(manifest)), cancellationToken);

    /// <summary>Writes a piece; once written it never changes, as its name has part of its hash.</summary>
    internal async Task WriteAsync(string id, string name, BinaryData content, CancellationToken cancellationToken)
    {
        if (!_isThere)
        {
            await Container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            _isThere = true;
        }

        await Container.GetBlobClient($"{id}/{name}").UploadAsync(content, overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="RequestFailedException">404: it is not there.</exception>
    internal async Task<BinaryData> ReadAsync(string id, string name, CancellationToken cancellationToken)
    {
        var answer = await Container.GetBlobClient($"{id}/{name}").DownloadContentAsync(cancellationToken).ConfigureAwait(false);
        return answer.Value.Content;
    }

    /// <summary>Lists the folders with the names in them, the newest first.</summary>
    internal async Task<IReadOnlyList<BackupFolder>> ListAsync(CancellationToken cancellationToken)
    {
        var folders = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        try
        {
            await foreach (var blob in Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken).ConfigureAwait(false))
            {
                if (blob.Name.Split('/') is [var id, var name])
                {
                    (folders.TryGetValue(id, out var names) ? names : folders[id] = []).Add(name);
                }
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // No container yet.
        }

        return [.. folders.Reverse().Select(folder => new BackupFolder(folder.Key, folder.Value, folder.Value.Contains(ManifestName)))];
    }

    /// <summary>Deletes a folder or some of it: the manifest first, so that what is left is no backup.</summary>
    /// <returns>How many blobs were deleted.</returns>
    internal async Task<int> DeleteAsync(BackupFolder folder, int blobsMax, CancellationToken cancellationToken)
    {
        var names = folder.Names.OrderBy(name => name != ManifestName).Take(blobsMax).ToList();
        foreach (var name in names)
        {
            await Container.DeleteBlobIfExistsAsync($"{folder.Id}/{name}", cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return names.Count;
    }

    private BlobContainerClient Container => container ?? throw new InvalidOperationException("No place for backups is set.");
}
