using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using StockFlow.Channels;
using StockFlow.Channels.Listings;

namespace StockFlow.Functions.Sync;

/// <summary>
/// Takes in what a channel lists, one page per activity, and starts anew after some pages with where it was, so that a catalogue of
/// any size neither begins again after a restart nor grows the history.
/// </summary>
public static class ImportListings
{
    public const string Name = "ImportListings";

    private const int PagesPerHistory = 20;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 6,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(2))
    {
        HandleFailure = failure => !failure.IsCausedBy<KeyNotFoundException>(),
    });

    public static string InstanceIdOf(ChannelId channel) => $"import-{channel}";

    /// <returns>What became of all items.</returns>
    [Function(Name)]
    public static async Task<ListingImport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var progress = context.GetInput<ImportProgress>()!;
        for (var page = 0; page < PagesPerHistory; page++)
        {
            var answer = await context.CallActivityAsync<ListingImportPage>(
                ImportListingsPage.Name, new ImportPageRequest(progress.Channel, progress.PageToken), Retry);
            progress = progress with { PageToken = answer.NextPageToken, Import = progress.Import + answer.Import };
            context.SetCustomStatus(progress.Import);
            if (progress.PageToken is null)
            {
                return progress.Import;
            }
        }

        context.ContinueAsNew(progress);
        return progress.Import;
    }
}
