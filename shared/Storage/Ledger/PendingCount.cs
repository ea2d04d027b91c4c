using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A <see cref="PostCount"/> on its way.</summary>
internal sealed class PendingCount(PostCount command, CancellationToken cancellationToken)
    : PendingCommand(StockKeys.Counts(command.Location), cancellationToken)
{
    private readonly TaskCompletionSource<CountOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CountOutcome? _outcome;

    public Task<CountOutcome> Outcome => _completion.Task;

    public override int WritesMax => 1;

    public override bool IsProbablyNew => false;

    public override void Decide(PartitionSheet sheet)
    {
        var decision = CountRules.Decide(sheet.Levels, (sheet.Record(RowKey) as PostedCountsEntity)?.ToCounts() ?? [], command);
        _outcome = decision.Outcome;
        if (decision.Record is { } record)
        {
            sheet.Put(PostedCountsEntity.Of(sheet.PartitionKey, RowKey, record));
            sheet.Change(decision.Levels!, JournalKind.Counted, command.CommandId, command.Actor, command.Reason, decision.Changes);
        }
    }

    public override async Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken) =>
        [new RecordRead(RowKey, await ReadAsync<PostedCountsEntity>(table, sheet.PartitionKey, RowKey, cancellationToken).ConfigureAwait(false))];

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
