using System.Diagnostics;

namespace StockFlow.Stock;

/// <summary>Decides movements.</summary>
internal static class MovementRules
{
    /// <summary>Decides a movement that is not on record yet.</summary>
    /// <param name="levels">Read together with the ETag that the write will carry; null where the SKU is unknown.</param>
    /// <param name="movement">Checked for its ranges.</param>
    public static MovementDecision Decide(SkuLevels? levels, StockMovement movement)
    {
        if (levels is null)
        {
            return movement is ReceiveUnits or SetOnHand
                ? Apply(new SkuLevels(movement.Sku, [], 0), movement, makesKnown: true)
                : new(new MovementOutcome.UnknownSku(), null, false, null);
        }

        return Apply(levels, movement, makesKnown: false);
    }

    private static MovementDecision Apply(SkuLevels levels, StockMovement movement, bool makesKnown)
    {
        var before = LevelList.At(levels, movement.Location);
        var delta = movement switch { AdjustUnits adjust => adjust.DeltaUnits, ShipUnits ship => -ship.ShippedUnits, _ => 0 };
        if (before.OnHandUnits + delta < 0)
        {
            return new(new MovementOutcome.BelowZero(before.OnHandUnits), levels, true, null);
        }

        var after = movement switch
        {
            ReceiveUnits receive => before with
            {
                OnHandUnits = before.OnHandUnits + receive.ReceivedUnits,
                IncomingUnits = Math.Max(0, before.IncomingUnits - receive.ReceivedUnits),
            },
            AdjustUnits or ShipUnits => before with { OnHandUnits = before.OnHandUnits + delta },
            SetOnHand set => before with { OnHandUnits = set.OnHandUnits },
            SetSafetyStock set => before with { SafetyStockUnits = set.SafetyStockUnits },
            SetIncoming set => before with { IncomingUnits = set.IncomingUnits },
            MendLevel mend => mend.Applied(before),
            _ => throw new UnreachableException(movement.GetType().Name),
        };
        if (after == before && !makesKnown && movement is not MendLevel { WaitingOrdersDelta: not 0 })
        {
            return new(new MovementOutcome.Done(before, levels.Position), levels, true, null);
        }

        LevelChange[] changes = [new(before, after)];
        var next = LevelList.With(levels, changes);
        next = movement is MendLevel mended ? mended.Applied(next) : next;
        return after.OnHandUnits > StockLimits.UnitsMax || next.Locations.Count > StockLimits.LocationsMax
            ? new(new MovementOutcome.BeyondLimit(), levels, true, null)
            : new(new MovementOutcome.Done(after, next.Position), next, true, changes);
    }
}
