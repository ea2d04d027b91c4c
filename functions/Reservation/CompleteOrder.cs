using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Reservations;

/// <summary>Announces an order's SKUs and puts its outcome on record. Running twice announces twice and records once.</summary>
public sealed class CompleteOrder(OrderReservations reservations)
{
    public const string Name = "CompleteOrder";

    [Function(Name)]
    public async Task<Completion> RunAsync([ActivityTrigger] CompletionRequest request, CancellationToken cancellationToken)
    {
        using var span = StockFlowTrace.Continue(SpanNames.CompleteOrder, request.TraceParent)?
            .SetTag(SpanTags.Order, request.Order.ToString())
            .SetTag(SpanTags.Revision, request.Revision);
        return await reservations.CompleteAsync(request, cancellationToken);
    }
}
