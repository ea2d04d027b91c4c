using StockFlow.Channels;

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

        var sheet = new ReservationSheet(levels, onRecord, command.Locations, command.FallbackLocations);
        sheet.SetPreorder(command.NotBefore is not null);
        var shipped = Math.Max(command.ShippedUnits, onRecord?.ShippedUnits ?? 0);
        var restocked = Math.Max(command.RestockedUnits, onRecord?.RestockedUnits ?? 0);
        sheet.Ship(shipped - (onRecord?.ShippedUnits ?? 0));
        sheet.Restock(ReturnRules.OnHandAgain(sheet, restocked, onRecord?.ReturnedUnits ?? 0, onRecord?.WrittenOffUnits ?? 0));
        sheet.ReleaseDownTo(command.OpenUnits);
        if (command.Place is { } place)
        {
            sheet.ReleaseElsewhere(place);
        }

        sheet.Take(command);

        var shortUnits = command.OpenUnits - sheet.HeldUnits;
        var record = new Reservation(
            command.Order,
            command.Revision,
            command.Release,
            command.OpenUnits,
            shipped,
            restocked,
            shortUnits,
            sheet.ToAllocations())
        {
            FallbackUnits = sheet.FallbackUnits,
            Place = command.Place,
            ReturnedUnits = onRecord?.ReturnedUnits ?? 0,
            WrittenOffUnits = onRecord?.WrittenOffUnits ?? 0,
            WaitingSince = sheet.BackorderedUnits > 0 || (shortUnits > 0 && command.Shortage != ShortagePolicy.RejectOrder)
                ? onRecord?.WaitingSince ?? ToMilliseconds(command.WaitingSince)
                : null,
            NotBefore = command.NotBefore is { } date && sheet.BackorderedUnits > 0 ? ToMilliseconds(date) : null,
        };
        var changes = sheet.ToChanges();
        var waiting = (record.WaitingSince is null ? 0 : 1) - (onRecord?.WaitingSince is null ? 0 : 1);
        var after = LevelList.With(levels, changes);
        return new(
            new ReservationOutcome.Set(record),
            waiting == 0 ? after : after with { WaitingOrders = after.WaitingOrders + waiting },
            record,
            changes);
    }

    /// <summary>Gives an order that waits what is free now: to its backordered units first, then to the short ones.</summary>
    /// <param name="levels">Read together with the ETag that the write will carry.</param>
    /// <param name="onRecord">What the order holds.</param>
    /// <param name="terms">What it wanted last, and where from.</param>
    /// <remarks>A pre-order is one no more: call it for one only when its date has come.</remarks>
    /// <returns>The record is null where there was nothing for it. A filled one keeps its place until its order sets it again.</returns>
    public static ReservationDecision Fill(SkuLevels levels, Reservation onRecord, SetReservation terms)
    {
        var sheet = new ReservationSheet(levels, onRecord, terms.Locations, terms.FallbackLocations);
        sheet.SetPreorder(false);
        sheet.CoverBackordered(terms);
        sheet.Take(terms);

        // What was short and is promised now may be there: set aside for a promise made to someone who came later.
        sheet.CoverBackordered(terms);
        var changes = sheet.ToChanges();
        if (changes.Count == 0 && onRecord.NotBefore is null)
        {
            return new(new ReservationOutcome.Set(onRecord), levels, null, []);
        }

        var record = onRecord with
        {
            ShortUnits = onRecord.OpenUnits - sheet.HeldUnits,
            Allocations = sheet.ToAllocations(),
            FallbackUnits = sheet.FallbackUnits,
            NotBefore = null,
        };
        return new(new ReservationOutcome.Set(record), LevelList.With(levels, changes), record, changes);
    }

    /// <summary>How much may be promised beyond available. Of a pre-order what is there is only promised, too.</summary>
    /// <param name="limitUnits">What is left of the limit, zero or more.</param>
    /// <param name="availableUnits">At the order's locations; negative where more is promised than there is.</param>
    public static long RoomUnits(long limitUnits, long availableUnits, bool isPreorder) =>
        limitUnits + (isPreorder ? availableUnits : Math.Min(0, availableUnits));

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

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
