using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Reservations;

/// <summary>Sets one part of an order's reservations. Running twice changes nothing: the ledger gives the first answer.</summary>
public sealed class SetReservations(OrderReservations reservations)
{
    public const string Name = "SetReservations";

    [Function(Name)]
    public async Task<ChunkResult> RunAsync([ActivityTrigger] ChunkRequest request, CancellationToken cancellationToken)
    {
        using var span = StockFlowTrace.Continue(SpanNames.SetReservations, request.TraceParent)?
            .SetTag(SpanTags.Order, request.Order.ToString())
            .SetTag(SpanTags.Revision, request.Revision);
        return await reservations.SetChunkAsync(request, cancellationToken);
    }
}
