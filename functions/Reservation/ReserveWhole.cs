using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Reservations;

/// <summary>Does an ordinary order in one step: its reservations, the announcement and the outcome. Running twice does each again, to the same end.</summary>
public sealed class ReserveWhole(OrderReservations reservations)
{
    public const string Name = "ReserveWhole";

    [Function(Name)]
    public async Task<WholeResult> RunAsync([ActivityTrigger] OrderRevision revision, CancellationToken cancellationToken)
    {
        using var span = StockFlowTrace.Continue(SpanNames.ReserveWhole, revision.TraceParent)?
            .SetTag(SpanTags.Order, revision.Order.ToString())
            .SetTag(SpanTags.Revision, revision.Revision);
        return await reservations.DoAsync(revision, cancellationToken);
    }
}
