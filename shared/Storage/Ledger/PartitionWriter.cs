using Azure;
using Azure.Data.Tables;
using StockFlow.Channels;
using StockFlow.Telemetry;

namespace StockFlow.Storage.Ledger;

/// <summary>Load, decide, commit with If-Match, and again: the one place where stock is written.</summary>
internal sealed class PartitionWriter(
    StorageTables tables, StockLedgerOptions options, StockFlowMetrics metrics, TimeProvider timeProvider, Jitter jitter)
{
    private readonly TableClient _table = tables.Stock;

    /// <summary>Runs rounds until no command waits. Never throws: failures go to the callers whose commands they hit.</summary>
    public async Task RunAsync(SkuLane lane)
    {
        // Callers that were answered together come back together: let them in before the first round is taken.
        await Task.Yield();
        while (lane.TakeRound() is { Count: > 0 } round)
        {
            try
            {
                DropCancelled(round);
                var decided = await CommitAsync(lane, round).ConfigureAwait(false);
                if (decided < round.Count)
                {
                    lane.PutBack(round, decided);
                }

                for (var i = 0; i < decided; i++)
                {
                    round[i].Complete();
                }
            }
            catch (Exception e)
            {
                // The outermost boundary of a round: whatever it was, each caller gets it.
                lane.Levels = null;
                foreach (var command in round)
                {
                    command.Fail(e);
                }
            }

            lane.Recycle(round);
            await Task.Yield();
        }
    }

    private static void DropCancelled(List<PendingCommand> round) =>
        round.RemoveAll(static command =>
        {
            if (!command.CancellationToken.IsCancellationRequested)
            {
                return false;
            }

            command.Cancel();
            return true;
        });

    /// <returns>How many commands of the round are decided and durable; the others did not fit.</returns>
    private async Task<int> CommitAsync(SkuLane lane, List<PendingCommand> round)
    {
        // A commit under way is not cancelled: its outcome would be unknown to all the others in it.
        var cancellationToken = CancellationToken.None;
        var mayBeOnRecord = false;
        for (var attempt = 1; ; attempt++)
        {
            var sheet = await LoadAsync(lane, round, mayBeOnRecord, cancellationToken).ConfigureAwait(false);
            var decided = 0;
            while (decided < round.Count && sheet.Takes(round[decided]))
            {
                round[decided++].Decide(sheet);
            }

            if (!sheet.HasWrites)
            {
                return decided;
            }

            try
            {
                await SubmitAsync(lane, sheet, cancellationToken).ConfigureAwait(false);
                return decided;
            }
            catch (Exception e) when (e is RequestFailedException failed && CommitFailure.IsConflict(failed) || CommitFailure.IsUnknown(e))
            {
                // From now on every record is read first. A write that was done after all is then found as a repeat with its first
                // answer; one that is still on its way fails on the head's ETag once this process has committed, and the other way round.
                lane.Levels = null;
                if (e is RequestFailedException { Status: 412 })
                {
                    metrics.Conflicted();
                }

                if (attempt >= options.CommitAttemptsMax)
                {
                    throw new StockContentionException(lane.Sku, attempt, e);
                }

                // A record taken for new that exists is no contention: the second attempt follows at once.
                if (mayBeOnRecord || e is not TableTransactionFailedException { Status: 409 })
                {
                    var delay = jitter.Backoff(attempt, options.RetryDelay, options.RetryDelayMax);
                    await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(false);
                }

                mayBeOnRecord = true;
            }
        }
    }

    private async ValueTask<PartitionSheet> LoadAsync(
        SkuLane lane, List<PendingCommand> round, bool mayBeOnRecord, CancellationToken cancellationToken)
    {
        if (lane.Levels is null || round.Exists(static command => command.NeedsNewestHead))
        {
            var head = await _table.GetEntityIfExistsAsync<HeadEntity>(lane.PartitionKey, StockKeys.Head, null, cancellationToken)
                .ConfigureAwait(false);
            lane.Levels = head.HasValue ? head.Value!.ToLevels(lane.Sku) : null;
            lane.HeadETag = head.HasValue ? head.Value!.ETag : default;
        }

        var sheet = new PartitionSheet(lane.PartitionKey, lane.Levels, lane.HeadETag);
        List<PendingCommand>? reads = null;
        foreach (var command in round)
        {
            if (mayBeOnRecord || !command.IsProbablyNew)
            {
                (reads ??= []).Add(command);
            }
        }

        if (reads is not null)
        {
            await ReadRecordsAsync(sheet, reads, cancellationToken).ConfigureAwait(false);
        }

        return sheet;
    }

    private async Task ReadRecordsAsync(PartitionSheet sheet, List<PendingCommand> commands, CancellationToken cancellationToken)
    {
        foreach (var some in commands.Chunk(options.ReadsAtOnceMax))
        {
            var reads = await Task.WhenAll(some.Select(command => command.ReadRecordsAsync(_table, sheet, cancellationToken)))
                .ConfigureAwait(false);
            foreach (var read in reads.SelectMany(read => read))
            {
                sheet.Load(read.RowKey, read.Entity);
            }
        }
    }

    private async Task SubmitAsync(SkuLane lane, PartitionSheet sheet, CancellationToken cancellationToken)
    {
        if (lane.Levels is null)
        {
            await ListSkuAsync(lane, cancellationToken).ConfigureAwait(false);
        }

        var answers = await _table.SubmitTransactionAsync(sheet.ToActions(timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        if (answers.Value[0].Headers.ETag is { } etag)
        {
            lane.Levels = sheet.Levels;
            lane.HeadETag = etag;
        }
        else
        {
            lane.Levels = null;
        }
    }

    private async Task ListSkuAsync(SkuLane lane, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Skus.AddEntityAsync(new SkuEntity { RowKey = lane.PartitionKey }, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Listed before: by another process, or by an attempt that did not get to the head.
        }
    }
}
