using Microsoft.Azure.Functions.Worker;
using StockFlow.Items;
using StockFlow.Orders;

namespace StockFlow.Functions.Reservations;

/// <summary>
/// Raises alerts about shortfalls that are open too long, lets pre-orders go on whose release date has come, and has channels told of it. Before
/// that, waiting orders of channels whose settings were changed are done once more.
/// </summary>
public sealed class ReviewShortfalls(ShortfallReview review, ReleasedItems released, ChangedSourcing sourcing)
{
    [Function(nameof(ReviewShortfalls))]
    public async Task RunAsync([TimerTrigger(TimerSchedules.Shortfalls, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await released.AnnounceAsync(cancellationToken);
        await sourcing.RerunAsync(cancellationToken);
        await review.RunAsync(cancellationToken);
    }
}
