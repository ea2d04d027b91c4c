using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Reservations;

/// <summary>Sets one part of an order's reservations. Running twice changes nothing: the ledger gives the first answer.</summary>
public sealed class SetReservations(OrderReservations reservations)
{
    public const string Name = "SetReservations";

    [Function(Name)]
    public Task<ChunkResult> RunAsync([ActivityTrigger] ChunkRequest request, CancellationToken cancellationToken) =>
        reservations.SetChunkAsync(request, cancellationToken);
}
