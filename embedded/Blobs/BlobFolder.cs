using Azure;

namespace EmbeddedFunctions.Blobs;

/// <summary>
/// A container as a folder: a blob is the file of its name, a slash in the name a folder. A file is written beside the others under a
/// name that no blob has, flushed, and then moved into place, so that it is there whole or not at all.
/// </summary>
internal sealed class BlobFolder
{
    private const string Prefix = "EmbeddedFolder=";

    /// <summary>Holds what is being written. No blob can be there: names that begin with a dot are refused.</summary>
    private const string Unfinished = ".unfinished";

    private readonly string _path;

    private BlobFolder(string path)
    {
        _path = path;
    }

    public static BlobFolder Of(string connectionString, string container)
    {
        var text = connectionString.Trim().TrimEnd(';');
        return text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && text.Length > Prefix.Length
            ? new BlobFolder(Path.GetFullPath(Path.Combine(text[Prefix.Length..], container)))
            : throw new FormatException("The connection string names no folder, and the embedded host keeps blobs in one. Expected: EmbeddedFolder=data");
    }

    /// <returns>False where it was there.</returns>
    public bool Create()
    {
        if (Directory.Exists(_path))
        {
            return false;
        }

        Directory.CreateDirectory(_path);
        return true;
    }

    public bool Exists(string name) => File.Exists(PathOf(name));

    public IEnumerable<string> List(string prefix) =>
        Directory.Exists(_path)
            ? Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_path, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(name => name[0] != '.' && name.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
            : [];

    public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(name), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RequestFailedException(404, $"There is no blob {name}.", "BlobNotFound", e);
        }
    }

    public async Task WriteAsync(string name, ReadOnlyMemory<byte> content, bool mayReplace, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (!Directory.Exists(_path))
        {
            throw new RequestFailedException(404, $"There is no container for blob {name}.", "ContainerNotFound", null);
        }

        var unfinished = Path.Combine(Directory.CreateDirectory(Path.Combine(_path, Unfinished)).FullName, Path.GetRandomFileName());
        try
        {
            var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(unfinished, path, mayReplace);
        }
        catch (IOException e) when (!mayReplace && File.Exists(path))
        {
            throw new RequestFailedException(409, $"There is a blob {name} already.", "BlobAlreadyExists", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Deletes a blob, and the folders that it leaves empty.</summary>
    public bool Delete(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        for (var folder = Path.GetDirectoryName(path)!; folder != _path && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder)!)
        {
            Directory.Delete(folder);
        }

        return true;
    }

    private string PathOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var path = Path.GetFullPath(Path.Combine(_path, name));
        return name[0] != '.' && path.StartsWith(_path + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new RequestFailedException(400, $"'{name}' is no name for a blob.", "InvalidResourceName", null);
    }
}
