namespace StockFlow.Stock;

/// <summary>Decides what an order holds of one SKU.</summary>
internal static class ReservationRules
{
    /// <summary>Compares what the order wants with what it holds and gives it the difference.</summary>
    /// <param name="levels">Read together with the ETag that the write will carry; null where the SKU is unknown.</param>
    /// <param name="onRecord">What the order holds; null where it never asked.</param>
    /// <param name="command">Checked for its ranges.</param>
    /// <remarks>
    /// What an order was promised it keeps while it wants it. Shipped units come off hand where the order held them, else where units are
    /// free, else wherever the order may draw from; what is nowhere on hand is recorded as uncovered, so that it can't come back later.
    /// </remarks>
    public static ReservationDecision Decide(SkuLevels? levels, Reservation? onRecord, SetReservation command)
    {
        if (levels is null)
        {
            return new(new ReservationOutcome.UnknownSku(), null, null, []);
        }

        if (onRecord is not null && Answered(onRecord, command) is { } answer)
        {
            return new(answer, levels, null, []);
        }

        var sheet = new ReservationSheet(levels, onRecord, command.Locations);
        var shipped = Math.Max(command.ShippedUnits, onRecord?.ShippedUnits ?? 0);
        var restocked = Math.Max(command.RestockedUnits, onRecord?.RestockedUnits ?? 0);
        sheet.Ship(shipped - (onRecord?.ShippedUnits ?? 0));
        sheet.Restock(restocked);
        sheet.ReleaseDownTo(command.OpenUnits);
        var backordered = sheet.StillUncovered(onRecord?.BackorderedUnits ?? 0);
        var taken = sheet.Take(command);

        var record = new Reservation(
            command.Order,
            command.Revision,
            command.Release,
            command.OpenUnits,
            shipped,
            restocked,
            backordered + taken.BackorderedUnits,
            command.OpenUnits - sheet.HeldUnits,
            sheet.ToAllocations());
        var changes = sheet.ToChanges();
        return new(new ReservationOutcome.Set(record), LevelList.With(levels, changes), record, changes);
    }

    private static ReservationOutcome? Answered(Reservation onRecord, SetReservation command)
    {
        var age = (onRecord.Revision, onRecord.Released).CompareTo((command.Revision, command.Release));
        if (age < 0)
        {
            return null;
        }

        if (age > 0)
        {
            return new ReservationOutcome.Superseded(onRecord.Revision);
        }

        // Only the units are the content: settings such as the locations may have changed between two tries.
        // A shipment on record may be larger than the command's, because shipped units never go down.
        var same = onRecord.OpenUnits == command.OpenUnits
            && onRecord.ShippedUnits >= command.ShippedUnits
            && onRecord.RestockedUnits >= command.RestockedUnits;
        return same ? new ReservationOutcome.Set(onRecord) : new ReservationOutcome.ContentDiffers(onRecord);
    }
}
