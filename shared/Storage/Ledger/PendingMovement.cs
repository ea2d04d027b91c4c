using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A <see cref="StockMovement"/> on its way.</summary>
internal sealed class PendingMovement(StockMovement movement, CancellationToken cancellationToken)
    : PendingCommand(StockKeys.Movement(movement.CommandId), cancellationToken)
{
    private readonly TaskCompletionSource<MovementOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MovementOutcome? _outcome;

    public Task<MovementOutcome> Outcome => _completion.Task;

    public override int WritesMax => 1;

    public override bool IsProbablyNew => true;

    public override void Decide(PartitionSheet sheet)
    {
        if (sheet.Record(RowKey) is MovementEntity onRecord)
        {
            _outcome = onRecord.AnswerTo(movement);
            return;
        }

        var decision = MovementRules.Decide(sheet.Levels, movement);
        _outcome = decision.Outcome;
        if (!decision.IsFinal)
        {
            return;
        }

        sheet.Put(MovementEntity.From(sheet.PartitionKey, RowKey, movement, decision.Outcome));
        if (decision.Changes is { } changes)
        {
            sheet.Change(decision.Levels!, movement.Kind, movement.CommandId, movement.Actor, movement.Reason, changes);
        }
    }

    public override async Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken) =>
        [new RecordRead(RowKey, await ReadAsync<MovementEntity>(table, sheet.PartitionKey, RowKey, cancellationToken).ConfigureAwait(false))];

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
