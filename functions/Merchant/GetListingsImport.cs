using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Functions.Sync;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows how far the last import of a channel's listings has come.</summary>
public sealed class GetListingsImport(ChannelCatalog catalog)
{
    [Function(nameof(GetListingsImport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "channels/{channel}/listings/import")] HttpRequest request,
        string channel,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault))
        {
            return fault;
        }

        var instance = await client.GetInstanceAsync(ImportListings.InstanceIdOf(found.Id), getInputsAndOutputs: true, cancellationToken);
        return instance is null
            ? Problem.NotFound("no-import", $"The listings of {found.Id} were never imported.", $"POST channels/{found.Id}/listings/import")
            : ApiJson.Ok(new View(
                instance.RuntimeStatus, instance.ReadCustomStatusAs<ListingImport>(), instance.FailureDetails?.ErrorMessage, instance.LastUpdatedAt));
    }

    private sealed record View(
        [property: JsonPropertyName("state")] OrchestrationRuntimeStatus State,
        [property: JsonPropertyName("items")] ListingImport? Items,
        [property: JsonPropertyName("error")] string? Error,
        [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt);
}
