using StockFlow.Auditing;
using StockFlow.Stock;

namespace StockFlow.Storage;

/// <summary>One SKU's partition at one moment, as far as the audit compares it.</summary>
/// <param name="Levels">The head.</param>
/// <param name="Reservations">Those that hold or want something.</param>
/// <param name="Transfers">Those with units set aside or on the way.</param>
/// <param name="Waiting">The places of orders that wait.</param>
/// <param name="Unreadable">Records that can't be read, by row key, each with the reason.</param>
internal sealed record StockPartition(
    SkuLevels Levels,
    IReadOnlyCollection<Reservation> Reservations,
    IReadOnlyCollection<StockTransfer> Transfers,
    IReadOnlyCollection<WaitingOrder> Waiting,
    IReadOnlyDictionary<string, string> Unreadable)
{
    private readonly Dictionary<LocationId, long> _reserved = Reservations
        .SelectMany(reservation => reservation.Allocations)
        .Select(allocation => (allocation.Location, Units: (long)allocation.ReservedUnits))
        .Concat(Transfers.Select(transfer => (Location: transfer.From, Units: (long)transfer.SetAsideUnits)))
        .GroupBy(part => part.Location)
        .ToDictionary(group => group.Key, group => group.Sum(part => part.Units));

    /// <summary>Levels do not count what is pre-ordered, see <see cref="Reservation.NotBefore"/>.</summary>
    private readonly Dictionary<LocationId, long> _backordered = Reservations
        .Where(reservation => reservation.NotBefore is null)
        .SelectMany(reservation => reservation.Allocations)
        .GroupBy(allocation => allocation.Location)
        .ToDictionary(group => group.Key, group => group.Sum(allocation => (long)allocation.BackorderedUnits));

    /// <summary>Where reservations or transfers hold something.</summary>
    public IEnumerable<LocationId> Locations => _reserved.Keys.Concat(_backordered.Keys);

    public bool IsReadable => Unreadable.Count == 0;

    /// <summary>What reservations and transfers hold at a location together; null for a number that is not theirs. True only while everything <see cref="IsReadable"/>.</summary>
    public long? HeldUnits(LocationId location, LevelField field) => field switch
    {
        LevelField.Reserved => _reserved.GetValueOrDefault(location),
        LevelField.Backordered => _backordered.GetValueOrDefault(location),
        _ => null,
    };
}
