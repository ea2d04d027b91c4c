using Azure;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage.Ledger;

namespace StockFlow.Storage;

/// <summary>Takes places out that belong to no order that waits. Everything else about them is the ledger's.</summary>
internal sealed class WaitingPlaces(StorageTables tables)
{
    /// <summary>Removes a place whose reservation does not wait there.</summary>
    /// <returns>Whether it was removed; not if the order has come to wait meanwhile.</returns>
    public async Task<bool> RemoveUnchangedAsync(Sku sku, DateTimeOffset since, OrderId order, CancellationToken cancellationToken)
    {
        var (partition, row) = (StockKeys.Partition(sku), StockKeys.Waiting(since, order));
        var place = await tables.Stock.GetEntityIfExistsAsync<WaitingEntity>(partition, row, null, cancellationToken).ConfigureAwait(false);

        // Looked at after the place: an order that comes to wait there later writes the place anew, and its version differs.
        var reservation = await tables.Stock
            .GetEntityIfExistsAsync<ReservationEntity>(partition, StockKeys.Reservation(order), null, cancellationToken).ConfigureAwait(false);
        if (!place.HasValue || (reservation.HasValue && reservation.Value!.ToReservation().WaitingSince == since))
        {
            return false;
        }

        try
        {
            await tables.Stock.DeleteEntityAsync(partition, row, place.Value!.ETag, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }
}
