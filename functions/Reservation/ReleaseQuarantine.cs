using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Reservations;

/// <summary>Lets orders go on whose unknown SKU has become known, also where the caller that received it died before it could say so.</summary>
public sealed class ReleaseQuarantine(QuarantineRelease release)
{
    [Function("ReleaseQuarantine")]
    public Task RunAsync([TimerTrigger(TimerSchedules.Quarantine, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        release.ReleaseAllAsync(cancellationToken);
}
