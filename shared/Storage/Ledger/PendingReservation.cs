using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>A <see cref="SetReservation"/> on its way.</summary>
internal sealed class PendingReservation(SetReservation command, CancellationToken cancellationToken)
    : PendingCommand(StockKeys.Reservation(command.Order), cancellationToken)
{
    private readonly TaskCompletionSource<ReservationOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReservationOutcome? _outcome;

    public Task<ReservationOutcome> Outcome => _completion.Task;

    public override bool IsProbablyNew => command.Revision == 1 && !command.Release;

    public override void Decide(PartitionSheet sheet)
    {
        var onRecord = sheet.Record(RowKey) switch
        {
            null => null,
            ReservationEntity entity => entity.ToReservation(),
            var other => throw new InvalidDataException($"{RowKey} is a {other.GetType().Name}."),
        };
        var decision = ReservationRules.Decide(sheet.Levels, onRecord, command);
        _outcome = decision.Outcome;
        if (decision.Record is { } record)
        {
            sheet.Put(ReservationEntity.From(sheet.PartitionKey, RowKey, record));
            if (decision.Changes.Count > 0)
            {
                sheet.Change(decision.Levels!, JournalKind.ReservationSet, command.CommandId, null, null, decision.Changes);
            }
        }
    }

    public override Task<ITableEntity?> ReadRecordAsync(TableClient table, string partitionKey, CancellationToken cancellationToken) =>
        ReadAsync<ReservationEntity>(table, partitionKey, RowKey, cancellationToken);

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
