using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Reservations;

/// <summary>Lets go of what unpaid orders hold once their channel's HoldTime is over.</summary>
public sealed class ExpireHolds(HoldExpiry expiry)
{
    [Function(nameof(ExpireHolds))]
    public Task RunAsync([TimerTrigger(TimerSchedules.Holds, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        expiry.ExpireAsync(cancellationToken);
}
