using StockFlow.Channels;

namespace StockFlow.Stock;

/// <summary>The working sheet of one reservation decision: one row per location that may change. Lives for one decision.</summary>
internal sealed class ReservationSheet
{
    private readonly SkuLevels _levels;
    private readonly ReservationRow[] _rows;
    private readonly bool _isPreorder;
    private readonly int _own;
    private readonly int _sourcing;

    /// <param name="levels">The SKU's levels.</param>
    /// <param name="onRecord">What the order holds, or null.</param>
    /// <param name="locations">Where the order may draw from, the first one first. Locations where it holds units already come last.</param>
    /// <param name="fallback">Where it may draw from if they have not enough.</param>
    public ReservationSheet(
        SkuLevels levels, Reservation? onRecord, IReadOnlyList<LocationId> locations, IReadOnlyList<LocationId> fallback)
    {
        var allocations = onRecord?.Allocations ?? [];
        _levels = levels;
        _isPreorder = onRecord?.NotBefore is not null;
        var rows = new ReservationRow[locations.Count + fallback.Count + allocations.Count];
        _own = AddRows(rows, 0, levels, locations);
        _sourcing = AddRows(rows, _own, levels, fallback);
        var used = _sourcing;
        foreach (var allocation in allocations)
        {
            var i = Find(rows.AsSpan(0, used), allocation.Location);
            if (i < 0)
            {
                i = used++;
                rows[i] = new ReservationRow(LevelList.At(levels, allocation.Location), _isPreorder);
            }

            rows[i].Held = allocation.ReservedUnits;
            rows[i].Backordered = allocation.BackorderedUnits;
            rows[i].Shipped = allocation.ShippedUnits;
            rows[i].Restocked = allocation.RestockedUnits;
        }

        _rows = used == rows.Length ? rows : rows[..used];
    }

    /// <summary>What the order now holds over all locations.</summary>
    public int HeldUnits
    {
        get
        {
            var sum = 0;
            foreach (ref readonly var row in _rows.AsSpan())
            {
                sum = checked(sum + row.Held);
            }

            return sum;
        }
    }

    /// <summary>Of these, at fallback locations.</summary>
    public int FallbackUnits
    {
        get
        {
            var sum = 0;
            foreach (ref readonly var row in Fallback)
            {
                sum += row.Held;
            }

            return sum;
        }
    }

    public int BackorderedUnits
    {
        get
        {
            var sum = 0;
            foreach (ref readonly var row in _rows.AsSpan())
            {
                sum += row.Backordered;
            }

            return sum;
        }
    }

    /// <summary>All that left on hand since the order was placed.</summary>
    public int ShippedUnits
    {
        get
        {
            var sum = 0;
            foreach (ref readonly var row in _rows.AsSpan())
            {
                sum += row.Shipped;
            }

            return sum;
        }
    }

    /// <summary>Of these, all that is back on hand.</summary>
    public int RestockedUnits
    {
        get
        {
            var sum = 0;
            foreach (ref readonly var row in _rows.AsSpan())
            {
                sum += row.Restocked;
            }

            return sum;
        }
    }

    private Span<ReservationRow> Own => _rows.AsSpan(0, _own);

    private Span<ReservationRow> Fallback => _rows.AsSpan(_own, _sourcing - _own);

    private Span<ReservationRow> Sourcing => _rows.AsSpan(0, _sourcing);

    /// <summary>Whether what the order waits for is held back until a date.</summary>
    public void SetPreorder(bool isPreorder)
    {
        foreach (ref var row in _rows.AsSpan())
        {
            row.SetPreorder(isPreorder);
        }
    }

    /// <summary>
    /// Takes newly shipped units off hand: where the order held them, then where units are free, then wherever it may draw from.
    /// What is nowhere on hand is not taken off a later receipt either: those are other units.
    /// </summary>
    public void Ship(int units)
    {
        var left = units;
        foreach (ref var row in _rows.AsSpan())
        {
            left -= row.Ship(Math.Min(left, row.Held));
        }

        foreach (ref var row in Sourcing)
        {
            left -= row.Ship(Math.Min(left, row.Available));
        }

        foreach (ref var row in Sourcing)
        {
            left -= row.Ship(left);
        }
    }

    /// <summary>Puts units back on hand where they were shipped from, up to a total since placed.</summary>
    /// <param name="totalUnits">At most <see cref="ShippedUnits"/>.</param>
    public void Restock(int totalUnits)
    {
        var left = totalUnits - RestockedUnits;
        foreach (ref var row in _rows.AsSpan())
        {
            left -= row.Restock(Math.Min(left, row.Shipped - row.Restocked));
        }
    }

    /// <summary>Puts units back on hand at the first location.</summary>
    public void RestockHere(int units) => _rows[0].Restock(units);

    /// <summary>Takes restocked units off hand again, at the first location first. What has left since is not taken.</summary>
    public void WriteOff(int units)
    {
        var left = units;
        foreach (ref var row in _rows.AsSpan())
        {
            left -= row.WriteOff(left);
        }
    }

    /// <summary>
    /// Gives back what is held beyond the open units: backordered ones, then where too much is promised, then from the last location on.
    /// </summary>
    public void ReleaseDownTo(int openUnits)
    {
        var excess = HeldUnits - openUnits;
        for (var i = _rows.Length - 1; i >= 0 && excess > 0; i--)
        {
            excess -= _rows[i].ReleaseBackordered(excess);
        }

        for (var i = _rows.Length - 1; i >= 0 && excess > 0; i--)
        {
            excess -= _rows[i].Release(Math.Min(excess, -_rows[i].Available));
        }

        for (var i = _rows.Length - 1; i >= 0 && excess > 0; i--)
        {
            excess -= _rows[i].Release(excess);
        }
    }

    /// <summary>Gives back what is held anywhere else.</summary>
    public void ReleaseElsewhere(LocationId place)
    {
        foreach (ref var row in _rows.AsSpan())
        {
            if (row.Before.Location != place)
            {
                row.Release(row.Held);
            }
        }
    }

    /// <summary>Takes what the order wants and does not hold: what is available by its rule, then at its last resorts, then as backorders.</summary>
    public void Take(SetReservation command)
    {
        var missing = command.OpenUnits - HeldUnits;
        if (missing <= 0)
        {
            return;
        }

        Sort(command.Sourcing);
        var (own, last) = (Available(Own), Available(Fallback));
        var one = command.MaySplit ? -1 : command.Place is { } place ? FindSource(place) : ChooseOne(missing, own, last);
        var covered = 0;
        var resorted = 0;
        if (command.NotBefore is null)
        {
            covered = (int)Math.Clamp(one < 0 ? own : one < _own ? Math.Min(own, _rows[one].Available) : 0, 0, missing);
            resorted = (int)Math.Clamp(one < 0 ? last : one >= _own ? Math.Min(last, _rows[one].Available) : 0, 0, missing - covered);
        }

        // A pre-order is promised what is there, too; it just gets none of it yet.
        var home = Math.Max(0, one);
        var slack = home < _own ? own - covered : Math.Min(own, last - resorted);
        var room = ReservationRules.RoomUnits(command.BackorderLimitUnits, slack, isPreorder: command.NotBefore is not null);
        if (command.SharesLimit)
        {
            var left = Math.Max(0, command.BackorderLimitUnits - PromisedElsewhereUnits());
            room = Math.Min(room, ReservationRules.RoomUnits(left, own - covered, isPreorder: command.NotBefore is not null));
        }

        room = Math.Min(room, _rows[home].RoomUnits - covered - resorted);
        var backordered = (int)Math.Clamp(room, 0, missing - covered - resorted);
        if (covered + resorted + backordered < missing && command.Shortage == ShortagePolicy.RejectOrder)
        {
            return;
        }

        Reserve(one < 0 ? Own : _rows.AsSpan(one, 1), one < _own ? covered : resorted);
        if (one < 0)
        {
            Reserve(Fallback, resorted);
        }

        _rows[home].Backorder(backordered);
    }

    /// <summary>Gives what is free to the units that the order waits for, moving the promise to where the units are.</summary>
    public void CoverBackordered(SetReservation terms)
    {
        if (BackorderedUnits == 0)
        {
            return;
        }

        Sort(terms.Sourcing);
        for (var i = 0; i < _sourcing && terms.MaySplit; i++)
        {
            _rows[i].Cover(_rows[i].Free);
            MoveTo(i, _rows[i].Free);
        }

        if (!terms.MaySplit && HeldUnits == BackorderedUnits && FindFree(terms) is >= 0 and var one)
        {
            MoveTo(one, HeldUnits);
        }

        foreach (ref var row in _rows.AsSpan())
        {
            row.Cover(row.Free);
        }
    }

    public IReadOnlyList<Allocation> ToAllocations()
    {
        var parts = 0;
        foreach (ref readonly var row in _rows.AsSpan())
        {
            parts += row.HasPart ? 1 : 0;
        }

        if (parts == 0)
        {
            return [];
        }

        var allocations = new Allocation[parts];
        parts = 0;
        foreach (ref readonly var row in _rows.AsSpan())
        {
            if (row.HasPart)
            {
                allocations[parts++] = row.ToAllocation();
            }
        }

        return allocations;
    }

    public IReadOnlyList<LevelChange> ToChanges()
    {
        List<LevelChange>? changes = null;
        foreach (ref readonly var row in _rows.AsSpan())
        {
            if (row.IsChanged)
            {
                changes ??= new List<LevelChange>(1);
                changes.Add(new LevelChange(row.Before, row.After));
            }
        }

        return changes ?? (IReadOnlyList<LevelChange>)[];
    }

    /// <summary>Moves backordered units held elsewhere to a row that has them, at most so many.</summary>
    private void MoveTo(int to, int unitsMax)
    {
        var left = Math.Min(unitsMax, _rows[to].RoomUnits);
        for (var i = 0; i < _rows.Length && left > 0; i++)
        {
            if (i != to)
            {
                left -= _rows[to].Reserve(_rows[i].ReleaseBackordered(left));
            }
        }
    }

    /// <summary>What is promised beyond available wherever the order's own locations are not.</summary>
    private long PromisedElsewhereUnits()
    {
        long units = 0;
        foreach (ref readonly var row in _rows.AsSpan(_own))
        {
            units += row.Lacking;
        }

        foreach (var level in _levels.Locations)
        {
            units += Find(_rows, level.Location) < 0 ? level.LackingUnits : 0;
        }

        return units;
    }

    private int FindSource(LocationId location) => Find(Sourcing, location);

    private int FindFree(SetReservation terms)
    {
        for (var i = 0; i < _sourcing; i++)
        {
            if (_rows[i].Free >= terms.OpenUnits && (terms.Place is null || terms.Place == _rows[i].Before.Location))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The one location for an order that may not be split.</summary>
    private int ChooseOne(int missing, long own, long last)
    {
        var most = 0;
        var all = -1;
        for (var i = 0; i < _sourcing; i++)
        {
            if (_rows[i].Held > 0)
            {
                return i;
            }

            if (all < 0 && _rows[i].Available >= missing && (i < _own ? own : last) >= missing)
            {
                all = i;
            }

            if (i < _own && _rows[i].Available > _rows[most].Available)
            {
                most = i;
            }
        }

        return all >= 0 ? all : most;
    }

    private void Sort(SourcingRule rule)
    {
        if (rule == SourcingRule.Priority)
        {
            return;
        }

        // Few rows, and of equal ones the first stays first.
        for (var i = 1; i < _own; i++)
        {
            for (var k = i; k > 0 && _rows[k].Available > _rows[k - 1].Available; k--)
            {
                (_rows[k], _rows[k - 1]) = (_rows[k - 1], _rows[k]);
            }
        }
    }

    private int AddRows(ReservationRow[] rows, int used, SkuLevels levels, IReadOnlyList<LocationId> locations)
    {
        for (var i = 0; i < locations.Count; i++)
        {
            if (Find(rows.AsSpan(0, used), locations[i]) < 0)
            {
                rows[used++] = new ReservationRow(LevelList.At(levels, locations[i]), _isPreorder);
            }
        }

        return used;
    }

    private static int Find(ReadOnlySpan<ReservationRow> rows, LocationId location)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Before.Location == location)
            {
                return i;
            }
        }

        return -1;
    }

    private static long Available(ReadOnlySpan<ReservationRow> rows)
    {
        long sum = 0;
        foreach (ref readonly var row in rows)
        {
            sum += row.Available;
        }

        return sum;
    }

    private static void Reserve(Span<ReservationRow> rows, int units)
    {
        var left = units;
        foreach (ref var row in rows)
        {
            left -= row.Reserve(Math.Min(left, row.Available));
        }
    }
}
