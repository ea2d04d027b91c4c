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

    /// <summary>The reservation, and its place among those that wait.</summary>
    public override int WritesMax => 2;

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
            sheet.Change(decision.Levels!, JournalKind.ReservationSet, command.CommandId, null, null, decision.Changes);
            if (record.WaitingSince is { } since)
            {
                sheet.Put(WaitingEntity.From(sheet.PartitionKey, StockKeys.Waiting(since, command.Order), command));
            }
            else if (onRecord?.WaitingSince is { } before)
            {
                sheet.Remove(StockKeys.Waiting(before, command.Order));
            }
        }
    }

    public override async Task<IReadOnlyList<RecordRead>> ReadRecordsAsync(
        TableClient table, PartitionSheet sheet, CancellationToken cancellationToken)
    {
        var record = await ReadAsync<ReservationEntity>(table, sheet.PartitionKey, RowKey, cancellationToken).ConfigureAwait(false);
        if (record?.WaitingSinceUnixMilliseconds is not { } since)
        {
            return [new RecordRead(RowKey, record)];
        }

        var place = StockKeys.Waiting(DateTimeOffset.FromUnixTimeMilliseconds(since), command.Order);
        return
        [
            new RecordRead(RowKey, record),
            new RecordRead(place, await ReadAsync<WaitingEntity>(table, sheet.PartitionKey, place, cancellationToken).ConfigureAwait(false)),
        ];
    }

    public override void Complete() => _completion.SetResult(_outcome!);

    public override void Fail(Exception exception) => _completion.SetException(exception);

    public override void Cancel() => _completion.SetCanceled(CancellationToken);
}
