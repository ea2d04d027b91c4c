using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>Decides what may be asked of a transfer, and what it then looks like. Pure.</summary>
internal static class TransferMoves
{
    public static Transfer Plan(TransferPlan plan, DateTimeOffset now) => new(
        plan.Id,
        plan.From,
        plan.To,
        TransferStage.Planned,
        Revision: 1,
        StageRevision: 1,
        AppliedRevision: 0,
        [.. plan.Lines.OrderBy(line => line.Sku).Select(line => new TransferLine(line.Sku, line.Units))],
        plan.Actor,
        plan.Reason,
        now,
        now);

    public static bool IsSame(Transfer known, Transfer planned) =>
        (known.From, known.To, known.Reason ?? string.Empty) == (planned.From, planned.To, planned.Reason ?? string.Empty)
        && known.Lines.Select(line => (line.Sku, line.PlannedUnits)).SequenceEqual(planned.Lines.Select(line => (line.Sku, line.PlannedUnits)));

    /// <summary>The answer to a plan that is on record.</summary>
    public static TransferAnswer AnswerOf(Transfer known) =>
        known.Lines.FirstOrDefault(line => line.AvailableUnits is not null) is { Sku: var sku, AvailableUnits: { } available }
            ? new TransferAnswer.ExceedsStock(sku, available)
            : new TransferAnswer.Accepted(known);

    /// <param name="units">What leaves; null for all that is planned. What is not named stays, and is given back.</param>
    public static TransferAnswer Dispatch(Transfer known, IReadOnlyDictionary<Sku, int>? units, string? actor, DateTimeOffset now)
    {
        if (FindUnknown(known, units?.Keys) is { } unknown)
        {
            return unknown;
        }

        int UnitsOf(TransferLine line) => units is null ? line.PlannedUnits : units.GetValueOrDefault(line.Sku);
        if (known.Lines.FirstOrDefault(line => UnitsOf(line) > line.PlannedUnits) is { } beyond)
        {
            return new TransferAnswer.ExceedsTransfer(beyond.Sku, beyond.PlannedUnits);
        }

        return known.Stage switch
        {
            // The ledger may have found less than was asked for, so a repeat may name more than is on record, never less.
            TransferStage.Dispatched when known.Lines.All(line => UnitsOf(line) >= line.DispatchedUnits) => new TransferAnswer.Accepted(known),
            TransferStage.Planned when known.IsStageDone => Next(
                known, TransferStage.Dispatched, actor, now,
                line => line with { DispatchedUnits = UnitsOf(line), ReleasedUnits = line.PlannedUnits - UnitsOf(line) }),
            TransferStage.Planned => new TransferAnswer.Busy(),
            _ => new TransferAnswer.WrongState(known.State),
        };
    }

    /// <param name="arrivals">Totals so far; null for everything that is on the way. Smaller totals than those on record are old news.</param>
    public static TransferAnswer Receive(Transfer known, IReadOnlyDictionary<Sku, TransferArrival>? arrivals, string? actor, DateTimeOffset now)
    {
        if (known.Stage != TransferStage.Dispatched)
        {
            return new TransferAnswer.WrongState(known.State);
        }

        if (!known.IsStageDone)
        {
            return new TransferAnswer.Busy();
        }

        if (FindUnknown(known, arrivals?.Keys) is { } unknown)
        {
            return unknown;
        }

        var lines = known.Lines.Select(line => Arrived(line, arrivals)).ToList();
        if (lines.Find(line => line.InTransitUnits < 0) is { } beyond)
        {
            return new TransferAnswer.ExceedsTransfer(beyond.Sku, beyond.DispatchedUnits);
        }

        return lines.SequenceEqual(known.Lines)
            ? new TransferAnswer.Accepted(known)
            : new TransferAnswer.Accepted(known with { Lines = lines, Revision = known.Revision + 1, Actor = actor ?? known.Actor, UpdatedAt = now });
    }

    public static TransferAnswer Cancel(Transfer known, string? actor, DateTimeOffset now) => known.Stage switch
    {
        TransferStage.Cancelled => new TransferAnswer.Accepted(known),
        TransferStage.Planned => Next(known, TransferStage.Cancelled, actor, now, GivenBack),
        _ => new TransferAnswer.WrongState(known.State),
    };

    /// <summary>What becomes of a transfer when the ledger has done a revision of it, or refused it.</summary>
    /// <param name="known">As it is now.</param>
    /// <param name="revision">What was done; if it is not the newest any more, nothing changes.</param>
    /// <param name="found">The lines that came out otherwise than asked.</param>
    public static Transfer Complete(Transfer known, int revision, IReadOnlyCollection<TransferFinding> found, DateTimeOffset now)
    {
        if (known.Revision != revision)
        {
            return known;
        }

        var bySku = found.ToDictionary(finding => finding.Sku);
        if (found.Any(finding => finding.AvailableUnits is not null))
        {
            return ((TransferAnswer.Accepted)Next(known, TransferStage.Refused, known.Actor, now, line => GivenBack(line) with
            {
                AvailableUnits = bySku.GetValueOrDefault(line.Sku)?.AvailableUnits,
            })).Transfer;
        }

        return known with
        {
            AppliedRevision = revision,
            UpdatedAt = now,
            Lines =
            [
                .. known.Lines.Select(line => bySku.TryGetValue(line.Sku, out var finding)
                    ? line with { DispatchedUnits = finding.DispatchedUnits, ReleasedUnits = finding.ReleasedUnits }
                    : line),
            ],
        };
    }

    private static TransferLine GivenBack(TransferLine line) => line with { ReleasedUnits = line.PlannedUnits };

    private static TransferLine Arrived(TransferLine line, IReadOnlyDictionary<Sku, TransferArrival>? arrivals)
    {
        if (arrivals is null)
        {
            return line with { ReceivedUnits = line.DispatchedUnits - line.LostUnits };
        }

        return arrivals.TryGetValue(line.Sku, out var arrival)
            ? line with { ReceivedUnits = Math.Max(line.ReceivedUnits, arrival.ReceivedUnits), LostUnits = Math.Max(line.LostUnits, arrival.LostUnits) }
            : line;
    }

    private static TransferAnswer.UnknownLine? FindUnknown(Transfer known, IEnumerable<Sku>? skus)
    {
        foreach (var sku in skus ?? [])
        {
            if (known.Lines.All(line => line.Sku != sku))
            {
                return new TransferAnswer.UnknownLine(sku);
            }
        }

        return null;
    }

    private static TransferAnswer Next(
        Transfer known, TransferStage stage, string? actor, DateTimeOffset now, Func<TransferLine, TransferLine> line) =>
        new TransferAnswer.Accepted(known with
        {
            Stage = stage,
            Revision = known.Revision + 1,
            StageRevision = known.Revision + 1,
            Lines = [.. known.Lines.Select(line)],
            Actor = actor ?? known.Actor,
            UpdatedAt = now,
        });
}
