using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Storage;

/// <summary>The one truth of stock: every read and write of levels, reservations and journal goes through here.</summary>
public sealed class StockLedger
{
    /// <summary>Sets what an order holds of one SKU.</summary>
    public Task<ReservationOutcome> ExecuteAsync(SetReservation command, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Receives, adjusts, or sets safety stock or incoming units. Announce the SKU after every Done, also a repeated one.</summary>
    public Task<MovementOutcome> ExecuteAsync(StockMovement movement, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Reads the newest levels of one SKU; null where the ledger never saw it.</summary>
    public Task<SkuLevels?> ReadLevelsAsync(Sku sku, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Reads the newest levels of several SKUs; a SKU the ledger never saw is absent from the answer.</summary>
    public Task<IReadOnlyDictionary<Sku, SkuLevels>> ReadLevelsAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Reads journal entries from a position on, oldest first, at most so many.</summary>
    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(Sku sku, long fromPosition, int entriesMax, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Reads what one order holds of a SKU; null where it never asked.</summary>
    public Task<Reservation?> ReadReservationAsync(Sku sku, OrderId order, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Reads the reservations of a SKU, also those that hold nothing any more, ordered by order.</summary>
    public IAsyncEnumerable<Reservation> ReadReservationsAsync(Sku sku, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Reads one page of the SKUs the ledger knows, in ordinal order.</summary>
    /// <param name="after">The last SKU of the page before; null for the first page.</param>
    /// <param name="pageSize">1 to 1,000.</param>
    public Task<IReadOnlyList<Sku>> ReadSkusAsync(Sku? after, int pageSize, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
