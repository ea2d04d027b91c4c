using StockFlow.Messaging;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>Lets go of what unpaid orders hold once their time is over.</summary>
public sealed class HoldExpiry(HoldStore holds, OrderQueue queue, TimeProvider timeProvider)
{
    /// <summary>The most holds in one run; the next run goes on with what is left.</summary>
    private const int HoldsMax = 5_000;

    /// <summary>
    /// Tells every order whose deadline has passed. The order decides in its own turn, one after the other with its payment and its cancel,
    /// whether that still matters; so it ends as if they had come one by one. Running twice tells twice.
    /// </summary>
    /// <returns>How many orders were told.</returns>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var told = 0;
        await foreach (var hold in holds.ReadDueAsync(now, cancellationToken).ConfigureAwait(false))
        {
            // First the message, which is durable, then the row: cut off between, it is told again.
            await queue.SendAsync(new HoldExpired(hold.Order, hold.Until, now), cancellationToken).ConfigureAwait(false);
            await holds.RemoveAsync(hold, cancellationToken).ConfigureAwait(false);
            if (++told == HoldsMax)
            {
                break;
            }
        }

        return told;
    }
}
