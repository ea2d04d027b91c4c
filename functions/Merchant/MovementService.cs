using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Does movements and announces what they changed.</summary>
public sealed class MovementService(
    StockLedger ledger, StockAnnouncer announcer, QuarantineRelease quarantine, MovementReader reader, TimeProvider timeProvider)
{
    /// <summary>Reads and does movements; those of one SKU in their order. One that is refused stops no other.</summary>
    /// <param name="bodies">As sent.</param>
    /// <param name="addressedSku">The SKU of the address; null where each names its own.</param>
    /// <returns>One answer per movement, in the same order. All that are done are on disk and announced.</returns>
    public async Task<IReadOnlyList<MovementAnswer>> DoAsync(
        IReadOnlyList<MovementBody> bodies, Sku? addressedSku, CancellationToken cancellationToken)
    {
        var receivedAt = timeProvider.GetUtcNow();
        var answers = await Task.WhenAll(bodies.Select(body => DoAsync(body, addressedSku, cancellationToken)));
        var changed = answers.Where(answer => answer.Problem is null).Select(answer => Sku.Parse(answer.Sku!)).Distinct().ToList();

        // A repeated movement is announced again: whoever sent it first may have been cut off in between.
        await announcer.AnnounceAsync(changed, receivedAt, movedBy: null, cancellationToken);

        // The first entry of a journal makes its SKU known: orders that wait for it go on.
        foreach (var first in answers.Where(answer => answer.Position == 1))
        {
            await quarantine.ReleaseAsync(Sku.Parse(first.Sku!), cancellationToken);
        }

        return answers;
    }

    private async Task<MovementAnswer> DoAsync(MovementBody body, Sku? addressedSku, CancellationToken cancellationToken)
    {
        if (!reader.TryRead(body, addressedSku, out var movement, out var problem))
        {
            return MovementAnswer.Unread(body, problem);
        }

        try
        {
            return MovementAnswer.Of(movement, await ledger.ExecuteAsync(movement, cancellationToken));
        }
        catch (StockContentionException)
        {
            return MovementAnswer.TryAgain(movement);
        }
    }
}
