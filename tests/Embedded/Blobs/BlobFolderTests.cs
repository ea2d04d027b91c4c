using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Xunit;

namespace StockFlow.Tests.Embedded.Blobs;

public sealed class BlobFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-blobs").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BlobContainerClient Container => new($"EmbeddedFolder={_folder}", "box");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_blob_is_read_as_it_was_written_and_a_folder_goes_with_its_last_blob()
    {
        await Container.CreateIfNotExistsAsync(cancellationToken: Token);
        var blob = Container.GetBlobClient("a/b.json");

        await blob.UploadAsync(BinaryData.FromString("one"), overwrite: false, Token);
        await blob.UploadAsync(BinaryData.FromString("two"), overwrite: true, Token);
        var read = (await blob.DownloadContentAsync(Token)).Value.Content.ToString();
        var wasThere = (await Container.DeleteBlobIfExistsAsync("a/b.json", cancellationToken: Token)).Value;
        var isThere = (await Container.DeleteBlobIfExistsAsync("a/b.json", cancellationToken: Token)).Value;

        Assert.Equal(("two", true, false), (read, wasThere, isThere));
        Assert.False(Directory.Exists(Path.Combine(_folder, "box", "a")));
        Assert.False((await blob.ExistsAsync(Token)).Value);
    }

    [Fact]
    public async Task Blobs_are_listed_by_name_and_prefix()
    {
        await Container.CreateIfNotExistsAsync(cancellationToken: Token);
        foreach (var name in new[] { "b/2", "a/1", "b/10", "c" })
        {
            await Container.GetBlobClient(name).UploadAsync(BinaryData.FromString(name), overwrite: false, Token);
        }

        Assert.Equal(["a/1", "b/10", "b/2", "c"], await ListAsync(null));
        Assert.Equal(["b/10", "b/2"], await ListAsync("b/"));
    }

    [Fact]
    public async Task What_is_there_is_not_overwritten_unasked()
    {
        await Container.CreateIfNotExistsAsync(cancellationToken: Token);
        var blob = Container.GetBlobClient("a");
        await blob.UploadAsync(BinaryData.FromString("one"), overwrite: false, Token);

        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("two"), overwrite: false, Token));

        Assert.Equal((409, "BlobAlreadyExists"), (fault.Status, fault.ErrorCode));
        Assert.Equal("one", (await blob.DownloadContentAsync(Token)).Value.Content.ToString());
    }

    [Fact]
    public async Task What_is_not_there_is_404()
    {
        var unwritten = await Assert.ThrowsAsync<RequestFailedException>(() => Container.GetBlobClient("a").UploadAsync(BinaryData.FromString("one"), overwrite: false, Token));
        var unread = await Assert.ThrowsAsync<RequestFailedException>(() => Container.GetBlobClient("a").DownloadContentAsync(Token));

        Assert.Equal(("ContainerNotFound", "BlobNotFound"), (unwritten.ErrorCode, unread.ErrorCode));
        Assert.Empty(await ListAsync(null));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData(".unfinished/a")]
    [InlineData("/etc/out")]
    public async Task No_name_leads_out_of_the_container(string name)
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => Container.GetBlobClient(name).DownloadContentAsync(Token));

        Assert.Equal(400, fault.Status);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("EmbeddedFolder=")]
    public void A_connection_string_that_names_no_folder_is_refused(string text) =>
        Assert.Throws<FormatException>(() => new BlobContainerClient(text, "box"));

    private async Task<List<string>> ListAsync(string? prefix)
    {
        var names = new List<string>();
        await foreach (var blob in Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, Token))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
