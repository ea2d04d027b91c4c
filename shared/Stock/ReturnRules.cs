namespace StockFlow.Stock;

/// <summary>
/// Decides what of an order comes back. The channel says a total, the merchant records single returns: the greater of the two came
/// back, so that a unit which both tell of goes back once. What is written off is counted within it.
/// </summary>
internal static class ReturnRules
{
    /// <summary>Decides a return that is not on record yet.</summary>
    /// <param name="levels">Read together with the ETag that the write will carry; null where the SKU is unknown.</param>
    /// <param name="onRecord">What the order holds; null where it never asked.</param>
    /// <param name="command">Checked for its ranges.</param>
    /// <remarks>Units that the channel has put back already stay where they were put.</remarks>
    public static ReturnDecision Decide(SkuLevels? levels, Reservation? onRecord, ReturnUnits command)
    {
        if (levels is null)
        {
            return new(new ReturnOutcome.UnknownSku(), null, null, []);
        }

        if (onRecord is null)
        {
            return new(new ReturnOutcome.UnknownReservation(), levels, null, []);
        }

        var sheet = new ReservationSheet(levels, onRecord, [command.Location], []);
        if (command.ReturnedUnits > sheet.ShippedUnits - onRecord.ReturnedUnits)
        {
            return new(new ReturnOutcome.MoreThanShipped(sheet.ShippedUnits, onRecord.ReturnedUnits), levels, null, []);
        }

        var returned = onRecord.ReturnedUnits + command.ReturnedUnits;
        var writtenOff = onRecord.WrittenOffUnits + (command.WriteOff ? command.ReturnedUnits : 0);
        var before = sheet.RestockedUnits;
        var delta = OnHandAgain(sheet, onRecord.RestockedUnits, returned, writtenOff) - before;
        if (delta > 0)
        {
            sheet.RestockHere(delta);
        }
        else if (command.WriteOff)
        {
            sheet.WriteOff(Math.Min(-delta, command.ReturnedUnits));
        }

        // A return that moves no unit is still an entry: it says who found what.
        var here = LevelList.At(levels, command.Location);
        IReadOnlyList<LevelChange> changes = sheet.ToChanges() is { Count: > 0 } moved ? moved : [new LevelChange(here, here)];
        var next = LevelList.With(levels, changes);
        var after = LevelList.At(next, command.Location);
        if (after.OnHandUnits > StockLimits.UnitsMax || next.Locations.Count > StockLimits.LocationsMax)
        {
            return new(new ReturnOutcome.BeyondLimit(), levels, null, []);
        }

        var record = onRecord with { ReturnedUnits = returned, WrittenOffUnits = writtenOff, Allocations = sheet.ToAllocations() };
        return new(new ReturnOutcome.Done(after, next.Position, sheet.RestockedUnits - before), next, record, changes);
    }

    /// <summary>How many of the units that left are on hand again: what came back without what was written off.</summary>
    /// <param name="sheet">Knows how many left.</param>
    /// <param name="restockedUnits">As the channel says.</param>
    /// <param name="returnedUnits">As the merchant recorded, written off ones included.</param>
    /// <param name="writtenOffUnits">Of the returned.</param>
    public static int OnHandAgain(ReservationSheet sheet, int restockedUnits, int returnedUnits, int writtenOffUnits) =>
        Math.Min(Math.Max(restockedUnits, returnedUnits), sheet.ShippedUnits) - writtenOffUnits;
}
