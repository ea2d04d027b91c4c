using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A <see cref="ReturnUnits"/> on its way.</summary>
internal sealed class PendingReturn(ReturnUnits command, CancellationToken cancellationToken)
    : PendingCommand(StockKeys.Movement(command.CommandId), cancellationToken)
{
    private readonly TaskCompletionSource<ReturnOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _reservationKey = StockKeys.Reservation(command.Order);
    private ReturnOutcome? _outcome;

    public Task<ReturnOutcome> Outcome => _completion.Task;

    public override int WritesMax => 2;

    public override bool IsProbablyNew => false;

    public override void Decide(PartitionSheet sheet)
    {
        if (sheet.Record(RowKey) is MovementEntity done)
        {
            _outcome = done.AnswerTo(command);
            return;
        }

        var decision = ReturnRules.Decide(sheet.Levels, (sheet.Record(_reservationKey) as ReservationEntity)?.ToReservation(), command);
        _outcome = decision.Outcome;
        if (decision.Record is { } record && decision.Outcome is ReturnOutcome.Done answer)
        {
            sheet.Put(ReservationEntity.From(sheet.PartitionKey, _reservationKey, record));
            sheet.Put(MovementEntity.From(sheet.PartitionKey, RowKey, command, answer));
            sheet.Change(
                decision.Levels!, JournalKind.Returned, command.CommandId, command.Actor, command.Reason, decision.Changes, command.Order);
        }
    }

    public override async Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken)
    {
        var done = ReadAsync<MovementEntity>(table, sheet.PartitionKey, RowKey, cancellationToken);
        var reservation = ReadAsync<ReservationEntity>(table, sheet.PartitionKey, _reservationKey, cancellationToken);
        return
        [
            new RecordRead(RowKey, await done.ConfigureAwait(false)),
            new RecordRead(_reservationKey, await reservation.ConfigureAwait(false)),
        ];
    }

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
