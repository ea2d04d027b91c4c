namespace StockFlow.Stock;

/// <summary>One location on a <see cref="ReservationSheet"/>: its level, and the order's part in it.</summary>
/// <param name="isPreorder">
/// Whether the order waits for its release date. The level does not count its backordered units, so that until then units for them are
/// free for nobody.
/// </param>
internal struct ReservationRow(LocationLevel before, bool isPreorder)
{
    private bool _isPreorder = isPreorder;

    public readonly LocationLevel Before = before;
    public int OnHand = before.OnHandUnits;
    public int Reserved = before.ReservedUnits;
    public int AllBackordered = before.BackorderedUnits;
    public int Held;
    public int Backordered;
    public int Shipped;
    public int Restocked;

    public readonly int Available => OnHand - Reserved - Before.SafetyStockUnits;

    /// <summary>See <see cref="LocationLevel.LackingUnits"/>.</summary>
    public readonly int Lacking => Math.Min(Reserved, Math.Max(0, -Available));

    /// <summary>On hand and covering no promise: what may go to those that wait. Available is lower by what is promised beyond it.</summary>
    public readonly int Free => Available + AllBackordered;

    public readonly int RoomUnits => StockLimits.ReservedUnitsMax - Reserved;

    public readonly bool HasPart => (Held | Shipped | Restocked) != 0;

    public readonly bool IsChanged =>
        OnHand != Before.OnHandUnits || Reserved != Before.ReservedUnits || AllBackordered != Before.BackorderedUnits;

    public readonly LocationLevel After =>
        Before with { OnHandUnits = OnHand, ReservedUnits = Reserved, BackorderedUnits = AllBackordered };

    public readonly Allocation ToAllocation() => new(Before.Location, Held, Shipped, Restocked, Backordered);

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
        var back = Math.Max(0, units);
        OnHand = checked(OnHand + back);
        Restocked += back;
        return back;
    }

    /// <summary>Takes restocked units off hand again, as far as they are still there.</summary>
    public int WriteOff(int units)
    {
        var gone = Math.Clamp(units, 0, Math.Min(OnHand, Restocked));
        OnHand -= gone;
        Restocked -= gone;
        return gone;
    }

    /// <summary>Gives held units back, covered ones first.</summary>
    public int Release(int units)
    {
        var freed = Math.Clamp(units, 0, Held);
        Held -= freed;
        Reserved -= freed;
        Cover(Backordered - Held);
        return freed;
    }

    public int ReleaseBackordered(int units)
    {
        var freed = Cover(units);
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

    public void Backorder(int units)
    {
        Reserve(units);
        Backordered += units;
        AllBackordered += _isPreorder ? 0 : units;
    }

    /// <summary>Takes units out of the backordered ones and leaves them held.</summary>
    public int Cover(int units)
    {
        var covered = Math.Clamp(units, 0, Backordered);
        Backordered -= covered;
        AllBackordered -= _isPreorder ? 0 : covered;
        return covered;
    }

    /// <summary>From now on the order waits for a date, or for units like any other.</summary>
    public void SetPreorder(bool isPreorder)
    {
        AllBackordered += (_isPreorder ? Backordered : 0) - (isPreorder ? Backordered : 0);
        _isPreorder = isPreorder;
    }
}
