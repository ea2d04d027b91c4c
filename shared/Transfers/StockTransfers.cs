using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Transfers;

/// <summary>
/// Transfers between locations, in two phases: planned units are set aside at the source, so that the number online falls first; then
/// they leave, and then they arrive. What is asked is put on record at once and done step by step; every step may run again.
/// </summary>
public sealed class StockTransfers(TransferStore store, StockLedger ledger, StockAnnouncer announcer, TimeProvider timeProvider)
{
    /// <summary>The most SKUs in one transfer.</summary>
    public const int LinesMax = 1_000;

    /// <summary>SKUs per step.</summary>
    public const int ChunkSize = 50;

    private const int CommandsAtOnceMax = 16;

    /// <summary>Plans a transfer: all of its lines, or none.</summary>
    /// <exception cref="ArgumentException">A value of the plan is out of its range.</exception>
    public async Task<TransferAnswer> PlanAsync(TransferPlan plan, CancellationToken cancellationToken)
    {
        plan.Check();
        var planned = TransferMoves.Plan(plan, timeProvider.GetUtcNow());
        var known = await store.ReadAsync(plan.Id, cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            if (await FindShortAsync(planned, line => line.PlannedUnits, level => level.AvailableUnits, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }

            known = await store.AddAsync(planned, cancellationToken).ConfigureAwait(false);
        }

        return TransferMoves.IsSame(known, planned) ? TransferMoves.AnswerOf(known) : new TransferAnswer.ContentDiffers();
    }

    /// <summary>Lets a planned transfer leave.</summary>
    /// <param name="units">What leaves of each SKU, 0 or more; null for all that is planned. The rest is given back at the source.</param>
    public async Task<TransferAnswer> DispatchAsync(
        TransferId id, IReadOnlyDictionary<Sku, int>? units, string? actor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (await store.ReadAsync(id, cancellationToken).ConfigureAwait(false) is { Stage: TransferStage.Planned } known
            && TransferMoves.Dispatch(known, units, actor, now) is TransferAnswer.Accepted { Transfer: var dispatched }
            && await FindShortAsync(dispatched, line => line.DispatchedUnits, level => level.OnHandUnits, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        return await store.AskAsync(id, current => TransferMoves.Dispatch(current, units, actor, now), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes in what arrived, and writes off what never will. May be asked as often as something arrives.</summary>
    /// <param name="arrivals">Totals so far, 0 or more; null when everything that is on the way has arrived.</param>
    public Task<TransferAnswer> ReceiveAsync(
        TransferId id, IReadOnlyDictionary<Sku, TransferArrival>? arrivals, string? actor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        return store.AskAsync(id, known => TransferMoves.Receive(known, arrivals, actor, now), cancellationToken);
    }

    /// <summary>Gives everything back, as long as nothing has left.</summary>
    public Task<TransferAnswer> CancelAsync(TransferId id, string? actor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        return store.AskAsync(id, known => TransferMoves.Cancel(known, actor, now), cancellationToken);
    }

    /// <summary>Brings the ledger to where one part of a transfer's lines should be, and announces them.</summary>
    /// <exception cref="InvalidOperationException">The transfer is not there, or a line can't be done: its destination is full.</exception>
    public async Task<TransferChunkResult> ApplyAsync(TransferChunk chunk, CancellationToken cancellationToken)
    {
        var transfer = await store.ReadAsync(chunk.Transfer, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Transfer {chunk.Transfer} is not stored.");
        if (transfer.Revision != chunk.Revision)
        {
            return new TransferChunkResult(true, 1, []);
        }

        var found = new List<TransferFinding>();
        var lines = transfer.Lines.Skip(chunk.Chunk * ChunkSize).Take(ChunkSize).ToList();
        foreach (var some in lines.Chunk(CommandsAtOnceMax))
        {
            var outcomes = await Task.WhenAll(some.Select(line => ledger.ExecuteAsync(ToCommand(transfer, line), cancellationToken))).ConfigureAwait(false);
            found.AddRange(some.Zip(outcomes).Select(pair => ToFinding(transfer, pair.First, pair.Second)).OfType<TransferFinding>());
        }

        await announcer.AnnounceAsync([.. lines.Select(line => line.Sku)], transfer.UpdatedAt, movedBy: null, cancellationToken).ConfigureAwait(false);
        return new TransferChunkResult(false, (transfer.Lines.Count + ChunkSize - 1) / ChunkSize, found);
    }

    /// <summary>Puts on record that the ledger has been brought to a revision, or that the transfer is refused and must be undone.</summary>
    /// <returns>The revision to do next; null where this was the last.</returns>
    public async Task<int?> CompleteAsync(TransferCompletion completion, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var after = await store.ChangeAsync(
            completion.Transfer, known => TransferMoves.Complete(known, completion.Revision, completion.Found, now), cancellationToken).ConfigureAwait(false);
        return after is { Stage: TransferStage.Refused, IsSettled: false } ? after.Revision : null;
    }

    private static SetTransfer ToCommand(Transfer transfer, TransferLine line) => new(
        transfer.Id, transfer.Revision, line.Sku, transfer.From, transfer.To, line.PlannedUnits, line.DispatchedUnits, line.ReceivedUnits,
        line.LostUnits, line.ReleasedUnits, transfer.Actor, transfer.Reason);

    /// <returns>Null where the line came out as asked.</returns>
    private static TransferFinding? ToFinding(Transfer transfer, TransferLine line, TransferOutcome outcome) => (transfer.Stage, outcome) switch
    {
        (_, TransferOutcome.Set { Transfer: var done }) => (done.DispatchedUnits, done.ReleasedUnits) == (line.DispatchedUnits, line.ReleasedUnits)
            ? null
            : new TransferFinding(line.Sku, null, done.DispatchedUnits, done.ReleasedUnits),
        (TransferStage.Planned, TransferOutcome.Exceeds exceeds) => new TransferFinding(line.Sku, exceeds.AvailableUnits),
        (TransferStage.Planned, TransferOutcome.BeyondLimit or TransferOutcome.UnknownSku) => new TransferFinding(line.Sku, 0),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome of {line.Sku} in transfer {transfer.Id} once it is {transfer.Stage}."),
    };

    private async Task<TransferAnswer?> FindShortAsync(
        Transfer transfer, Func<TransferLine, int> wanted, Func<LocationLevel, int> has, CancellationToken cancellationToken)
    {
        var levels = await ledger.ReadLevelsAsync([.. transfer.Lines.Select(line => line.Sku)], cancellationToken).ConfigureAwait(false);
        foreach (var line in transfer.Lines)
        {
            if (!levels.TryGetValue(line.Sku, out var level))
            {
                return new TransferAnswer.UnknownSku(line.Sku);
            }

            var there = Math.Max(0, has(LevelList.At(level, transfer.From)));
            if (wanted(line) > there)
            {
                return new TransferAnswer.ExceedsStock(line.Sku, there);
            }
        }

        return null;
    }
}
