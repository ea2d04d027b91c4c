namespace StockFlow.Stock;

/// <summary>Decides how far a transfer comes with one SKU.</summary>
internal static class TransferRules
{
    /// <summary>Compares what the transfer should have done with what it has, and does the difference.</summary>
    /// <param name="levels">Read together with the ETag that the write will carry; null where the SKU is unknown.</param>
    /// <param name="onRecord">How far it has come; null where it never asked.</param>
    /// <param name="command">Checked for its ranges.</param>
    public static TransferDecision Decide(SkuLevels? levels, StockTransfer? onRecord, SetTransfer command)
    {
        if (levels is null)
        {
            return new(new TransferOutcome.UnknownSku(), null, null, []);
        }

        if (onRecord is not null && (onRecord.From, onRecord.To, onRecord.PlannedUnits) != (command.From, command.To, command.PlannedUnits))
        {
            return new(new TransferOutcome.ContentDiffers(onRecord), levels, null, []);
        }

        var (source, target) = (LevelList.At(levels, command.From), LevelList.At(levels, command.To));
        var planned = command.PlannedUnits - command.ReleasedUnits;
        if (onRecord is null && planned > Math.Max(0, source.AvailableUnits))
        {
            return new(new TransferOutcome.Exceeds(Math.Max(0, source.AvailableUnits)), levels, null, []);
        }

        var state = onRecord ?? new StockTransfer(command.Transfer, command.From, command.To, command.PlannedUnits, command.ReleasedUnits, 0, 0, 0);
        if (onRecord is null)
        {
            source = source with { ReservedUnits = source.ReservedUnits + planned };
        }

        (state, source, target) = Dispatch(state, source, target, command.DispatchedUnits - state.DispatchedUnits);
        (state, source) = Release(state, source, command.ReleasedUnits - state.ReleasedUnits);
        (state, target) = Arrive(state, target, command);

        var changes = ChangesOf(levels, source, target);
        var next = LevelList.With(levels, changes);
        var isNew = onRecord is null && planned > 0;
        return target.OnHandUnits > StockLimits.UnitsMax || target.IncomingUnits > StockLimits.UnitsMax || next.Locations.Count > StockLimits.LocationsMax
            || (isNew && (long)target.OnHandUnits + target.IncomingUnits + state.SetAsideUnits > StockLimits.UnitsMax)
            ? new(new TransferOutcome.BeyondLimit(), levels, null, [])
            : new(new TransferOutcome.Set(state), next, state == onRecord ? null : state, changes);
    }

    /// <summary>Of what was set aside, only what is on hand can leave; the rest was not there and is given up.</summary>
    private static (StockTransfer State, LocationLevel From, LocationLevel To) Dispatch(
        StockTransfer state, LocationLevel source, LocationLevel target, int wantedUnits)
    {
        var wanted = Math.Clamp(wantedUnits, 0, state.SetAsideUnits);
        var gone = Math.Min(wanted, source.OnHandUnits);
        return (
            state with { DispatchedUnits = state.DispatchedUnits + gone, ReleasedUnits = state.ReleasedUnits + wanted - gone },
            source with { OnHandUnits = source.OnHandUnits - gone, ReservedUnits = source.ReservedUnits - wanted },
            target with { IncomingUnits = target.IncomingUnits + gone });
    }

    private static (StockTransfer State, LocationLevel From) Release(StockTransfer state, LocationLevel source, int wantedUnits)
    {
        var back = Math.Clamp(wantedUnits, 0, state.SetAsideUnits);
        return (
            state with { ReleasedUnits = state.ReleasedUnits + back },
            source with { ReservedUnits = source.ReservedUnits - back });
    }

    /// <summary>Incoming units can be set by hand, also below what is on the way: they end at zero then.</summary>
    private static (StockTransfer State, LocationLevel To) Arrive(StockTransfer state, LocationLevel target, SetTransfer command)
    {
        var received = Math.Clamp(command.ReceivedUnits - state.ReceivedUnits, 0, state.InTransitUnits);
        state = state with { ReceivedUnits = state.ReceivedUnits + received };
        var lost = Math.Clamp(command.LostUnits - state.LostUnits, 0, state.InTransitUnits);
        return (
            state with { LostUnits = state.LostUnits + lost },
            target with
            {
                OnHandUnits = target.OnHandUnits + received,
                IncomingUnits = Math.Max(0, target.IncomingUnits - received - lost),
            });
    }

    private static List<LevelChange> ChangesOf(SkuLevels levels, LocationLevel source, LocationLevel target)
    {
        var changes = new List<LevelChange>(2);
        foreach (var after in new[] { source, target })
        {
            var before = LevelList.At(levels, after.Location);
            if (before != after)
            {
                changes.Add(new LevelChange(before, after));
            }
        }

        return changes;
    }
}
