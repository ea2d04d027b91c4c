using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Channels;
using StockFlow.Functions.Sync;

namespace StockFlow.Functions.Merchant;

/// <summary>Starts taking in what a channel lists; a running import is not started twice.</summary>
public sealed class PostListingsImport(ChannelCatalog catalog)
{
    [Function(nameof(PostListingsImport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "channels/{channel}/listings/import")] HttpRequest request,
        string channel,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault))
        {
            return fault;
        }

        await client.StartUnlessRunningAsync(
            ImportListings.Name, ImportProgress.Begin(found.Id), ImportListings.InstanceIdOf(found.Id), cancellationToken);

        // How far it is, is asked at the same address.
        return ApiJson.Started(request);
    }
}
