using StockFlow.Channels;

namespace StockFlow.Stock;

/// <summary>The working sheet of one reservation decision: one row per location that may change. Lives for one decision.</summary>
internal sealed class ReservationSheet
{
    private readonly Row[] _rows;
    private readonly int _sourcing;

    /// <param name="levels">The SKU's levels.</param>
    /// <param name="onRecord">What the order holds, or null.</param>
    /// <param name="locations">Where the order may draw from, the first one first. Locations where it holds units already come after them.</param>
    public ReservationSheet(SkuLevels levels, Reservation? onRecord, IReadOnlyList<LocationId> locations)
    {
        var allocations = onRecord?.Allocations ?? [];
        var rows = new Row[locations.Count + allocations.Count];
        var used = 0;
        foreach (var location in locations)
        {
            if (Find(rows.AsSpan(0, used), location) < 0)
            {
                rows[used++] = new Row(LevelList.At(levels, location));
            }
        }

        _sourcing = used;
        foreach (var allocation in allocations)
        {
            var i = Find(rows.AsSpan(0, used), allocation.Location);
            if (i < 0)
            {
                i = used++;
                rows[i] = new Row(LevelList.At(levels, allocation.Location));
            }

            rows[i].Held = allocation.ReservedUnits;
            rows[i].Shipped = allocation.ShippedUnits;
            rows[i].Restocked = allocation.RestockedUnits;
        }

        _rows = used == rows.Length ? rows : rows[..used];
    }

    private Span<Row> Sourcing => _rows.AsSpan(0, _sourcing);

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

    /// <summary>Puts units back on hand where they were shipped from, up to a total since placed, and never more than left there.</summary>
    public void Restock(int totalUnits)
    {
        var left = totalUnits;
        foreach (ref readonly var row in _rows.AsSpan())
        {
            left -= row.Restocked;
        }

        foreach (ref var row in _rows.AsSpan())
        {
            left -= row.Restock(left);
        }
    }

    /// <summary>Gives back what is held beyond the open units: first where too much is promised, then from the last location on.</summary>
    public void ReleaseDownTo(int openUnits)
    {
        var excess = HeldUnits - openUnits;
        for (var i = _rows.Length - 1; i >= 0; i--)
        {
            excess -= _rows[i].Release(Math.Min(excess, -_rows[i].Available));
        }

        for (var i = _rows.Length - 1; i >= 0; i--)
        {
            excess -= _rows[i].Release(excess);
        }
    }

    /// <summary>How many of the units once backordered are still promised beyond what is available.</summary>
    public int StillUncovered(int backorderedUnits) =>
        (int)Math.Min(Math.Min(backorderedUnits, HeldUnits), Math.Max(0, -AvailableUnits));

    /// <summary>Takes what the order wants and does not hold: what is available by priority, then backorders at the first location.</summary>
    public (int CoveredUnits, int BackorderedUnits) Take(SetReservation command)
    {
        var missing = command.OpenUnits - HeldUnits;
        if (missing <= 0)
        {
            return (0, 0);
        }

        var available = AvailableUnits;
        var covered = (int)Math.Clamp(available, 0, missing);
        var room = Math.Min(command.BackorderLimitUnits + Math.Min(0, available - covered), _rows[0].RoomUnits - covered);
        var backordered = (int)Math.Clamp(room, 0, missing - covered);
        if (covered + backordered < missing && command.Shortage == ShortagePolicy.RejectOrder)
        {
            return (0, 0);
        }

        var left = covered;
        foreach (ref var row in Sourcing)
        {
            left -= row.Reserve(Math.Min(left, row.Available));
        }

        _rows[0].Reserve(backordered);
        return (covered, backordered);
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
                allocations[parts++] = new Allocation(row.Before.Location, row.Held, row.Shipped, row.Restocked);
            }
        }

        return allocations;
    }

    public IReadOnlyList<LevelChange> ToChanges()
    {
        List<LevelChange>? changes = null;
        foreach (ref readonly var row in _rows.AsSpan())
        {
            if (row.OnHand != row.Before.OnHandUnits || row.Reserved != row.Before.ReservedUnits)
            {
                changes ??= new List<LevelChange>(1);
                changes.Add(new LevelChange(row.Before, row.Before with { OnHandUnits = row.OnHand, ReservedUnits = row.Reserved }));
            }
        }

        return changes ?? (IReadOnlyList<LevelChange>)[];
    }

    private long AvailableUnits
    {
        get
        {
            long sum = 0;
            foreach (ref readonly var row in Sourcing)
            {
                sum += row.Available;
            }

            return sum;
        }
    }

    private static int Find(ReadOnlySpan<Row> rows, LocationId location)
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

    private struct Row(LocationLevel before)
    {
        public readonly LocationLevel Before = before;
        public int OnHand = before.OnHandUnits;
        public int Reserved = before.ReservedUnits;
        public int Held;
        public int Shipped;
        public int Restocked;

        public readonly int Available => OnHand - Reserved - Before.SafetyStockUnits;

        public readonly int RoomUnits => StockLimits.ReservedUnitsMax - Reserved;

        public readonly bool HasPart => (Held | Shipped | Restocked) != 0;

        public int Ship(int units)
        {
            var gone = Math.Clamp(units, 0, OnHand);
            OnHand -= gone;
            Shipped += gone;
            Release(gone);
            return gone;
        }

        public int Restock(int units)
        {
            var back = Math.Clamp(units, 0, Shipped - Restocked);
            OnHand = checked(OnHand + back);
            Restocked += back;
            return back;
        }

        public int Release(int units)
        {
            var freed = Math.Clamp(units, 0, Held);
            Held -= freed;
            Reserved -= freed;
            return freed;
        }

        public int Reserve(int units)
        {
            var held = Math.Max(0, units);
            Held += held;
            Reserved += held;
            return held;
        }
    }
}
