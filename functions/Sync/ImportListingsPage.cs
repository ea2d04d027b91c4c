using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels.Listings;

namespace StockFlow.Functions.Sync;

/// <summary>Takes in one page of what a channel lists. May run twice.</summary>
public sealed class ImportListingsPage(ListingImporter importer)
{
    public const string Name = "ImportListingsPage";

    [Function(Name)]
    public Task<ListingImportPage> RunAsync([ActivityTrigger] ImportPageRequest request, CancellationToken cancellationToken) =>
        importer.ImportPageAsync(request.Channel, request.PageToken, cancellationToken);
}
