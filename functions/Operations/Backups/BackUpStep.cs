using Microsoft.Azure.Functions.Worker;
using StockFlow.Backups;

namespace StockFlow.Functions.Operations.Backups;

/// <summary>Does one step of the backup. May run twice: of two pieces with one number, the one whose step was heard of becomes part of the backup.</summary>
public sealed class BackUpStep(BackupWork work)
{
    public const string Name = "BackUpStep";

    [Function(Name)]
    public Task<BackupStepAnswer> RunAsync([ActivityTrigger] BackUpStepRequest request, CancellationToken cancellationToken) =>
        work.StepAsync(request.Run, request.Cursor, request.Written, cancellationToken);
}
