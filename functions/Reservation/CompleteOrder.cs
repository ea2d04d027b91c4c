using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Reservations;

/// <summary>Announces an order's SKUs and puts its outcome on record. Running twice announces twice and records once.</summary>
public sealed class CompleteOrder(OrderReservations reservations)
{
    public const string Name = "CompleteOrder";

    [Function(Name)]
    public Task<Completion> RunAsync([ActivityTrigger] CompletionRequest request, CancellationToken cancellationToken) =>
        reservations.CompleteAsync(request, cancellationToken);
}
