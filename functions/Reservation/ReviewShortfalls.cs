using Microsoft.Azure.Functions.Worker;
using StockFlow.Orders;

namespace StockFlow.Functions.Reservations;

/// <summary>Raises alerts about shortfalls that are open too long, and lets pre-orders go on whose release date has come.</summary>
public sealed class ReviewShortfalls(ShortfallReview review)
{
    [Function(nameof(ReviewShortfalls))]
    public Task RunAsync([TimerTrigger(TimerSchedules.Shortfalls, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        review.RunAsync(cancellationToken);
}
