using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A <see cref="SetTransfer"/> on its way.</summary>
internal sealed class PendingTransfer(SetTransfer command, CancellationToken cancellationToken)
    : PendingCommand(StockKeys.Transfer(command.Transfer), cancellationToken)
{
    private readonly TaskCompletionSource<TransferOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TransferOutcome? _outcome;

    public Task<TransferOutcome> Outcome => _completion.Task;

    public override int WritesMax => 1;

    public override bool IsProbablyNew => command.Revision == 1;

    /// <summary>A refusal writes nothing, and what another process received meanwhile may be enough.</summary>
    public override bool NeedsNewestHead => true;

    public override void Decide(PartitionSheet sheet)
    {
        var onRecord = (sheet.Record(RowKey) as TransferEntity)?.ToTransfer();
        var decision = TransferRules.Decide(sheet.Levels, onRecord, command);
        _outcome = decision.Outcome;
        if (decision.Record is { } record)
        {
            sheet.Put(TransferEntity.Of(sheet.PartitionKey, RowKey, record));
        }

        if (decision.Changes.Count > 0)
        {
            sheet.Change(decision.Levels!, JournalKind.TransferSet, command.CommandId, command.Actor, command.Reason, decision.Changes);
        }
    }

    public override async Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken) =>
        [new RecordRead(RowKey, await ReadAsync<TransferEntity>(table, sheet.PartitionKey, RowKey, cancellationToken).ConfigureAwait(false))];

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
