using StockFlow.Messaging;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Takes back what was shipped for orders, and announces what that changed.</summary>
public sealed class OrderReturns(StockLedger ledger, StockAnnouncer announcer, TimeProvider timeProvider)
{
    /// <summary>When a return is announced once more, whatever became of its sender; far beyond the time a return takes.</summary>
    private static readonly TimeSpan SafetyDelay = TimeSpan.FromMinutes(1);

    /// <summary>Durable and announced once answered; the same command again gets the same answer.</summary>
    /// <exception cref="StockContentionException">Not done; may be sent again.</exception>
    public async Task<ReturnOutcome> TakeAsync(ReturnUnits command, CancellationToken cancellationToken)
    {
        // Were we cut off between the return and its announcement, channels would go on showing the old number.
        var now = timeProvider.GetUtcNow();
        await announcer.ScheduleAsync([command.Sku], now, now + SafetyDelay, cancellationToken).ConfigureAwait(false);
        var outcome = await ledger.ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
        if (outcome is ReturnOutcome.Done)
        {
            await announcer.AnnounceAsync([command.Sku], now, movedBy: null, cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }
}
