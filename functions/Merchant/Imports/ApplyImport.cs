using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using StockFlow.Imports;

namespace StockFlow.Functions.Merchant.Imports;

/// <summary>
/// Applies a file, one piece per activity. Where it was stands with the import itself, so that it may be started any number of times; the
/// history begins anew after some pieces.
/// </summary>
public static class ApplyImport
{
    public const string Name = "ApplyImport";

    private const int PiecesPerHistory = 50;

    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 8,
        firstRetryInterval: TimeSpan.FromSeconds(2),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(1)));

    public static string InstanceIdOf(ImportId import) => $"csv-{import}";

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var import = context.GetInput<ImportId>();
        for (var piece = 0; piece < PiecesPerHistory; piece++)
        {
            if (!await context.CallActivityAsync<bool>(ApplyImportPiece.Name, import, Retry))
            {
                return;
            }
        }

        context.ContinueAsNew(import);
    }
}
