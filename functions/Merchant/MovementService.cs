using StockFlow.Items;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Does movements and announces what they changed.</summary>
public sealed class MovementService(
    StockLedger ledger,
    BundleCatalog catalog,
    BundleService bundles,
    StockAnnouncer announcer,
    QuarantineRelease quarantine,
    MovementReader reader,
    TimeProvider timeProvider)
{
    /// <summary>When a movement is announced once more, whatever became of its sender; far beyond the time a movement takes.</summary>
    private static readonly TimeSpan SafetyDelay = TimeSpan.FromMinutes(1);

    /// <summary>Reads and does movements; those of one SKU in their order. One that is refused stops no other.</summary>
    /// <param name="bodies">As sent.</param>
    /// <param name="addressedSku">The SKU of the address; null where each names its own.</param>
    /// <returns>One answer per movement, in the same order. All that are done are on disk and announced.</returns>
    public async Task<IReadOnlyList<MovementAnswer>> DoAsync(
        IReadOnlyList<MovementBody> bodies, Sku? addressedSku, CancellationToken cancellationToken)
    {
        var receivedAt = timeProvider.GetUtcNow();
        var readings = bodies.Select(body => Reading.Of(reader, body, addressedSku)).ToList();

        // Were we cut off between a movement and its announcement, channels would go on showing the old number; this one is on its way already.
        var named = readings.Where(reading => reading.Movement is not null).Select(reading => reading.Movement!.Sku).Distinct().ToList();
        await announcer.ScheduleAsync(named, receivedAt, receivedAt + SafetyDelay, cancellationToken);

        var sold = await catalog.ReadAsync(cancellationToken);
        if (named.Exists(sku => sold.TryFind(sku, out _)))
        {
            await bundles.RetireReceivedAsync(named, cancellationToken);
            sold = await catalog.ReadAsync(cancellationToken);
        }

        var answers = await Task.WhenAll(readings.Select(reading => DoAsync(reading, sold, cancellationToken)));
        var changed = answers.Where(answer => answer.Problem is null).Select(answer => Sku.Parse(answer.Sku!)).Distinct().ToList();
        await announcer.AnnounceAsync(changed, receivedAt, movedBy: null, cancellationToken);

        // The first entry of a journal makes its SKU known: orders that wait for it go on.
        var known = answers.Where(answer => answer.Position == 1).Select(answer => Sku.Parse(answer.Sku!)).ToList();
        await bundles.RetireReceivedAsync(known, cancellationToken);
        foreach (var first in known)
        {
            await quarantine.ReleaseAsync(first, cancellationToken);
        }

        return answers;
    }

    private async Task<MovementAnswer> DoAsync(Reading reading, BundleSet sold, CancellationToken cancellationToken)
    {
        if (reading.Movement is not { } movement)
        {
            return MovementAnswer.Unread(reading.Body, reading.Problem!);
        }

        if (sold.TryFind(movement.Sku, out _))
        {
            return MovementAnswer.IsBundle(movement);
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

    /// <summary>A movement as sent, and what could be made of it: the movement, or the problem.</summary>
    private sealed record Reading(MovementBody Body, StockMovement? Movement, Problem? Problem)
    {
        public static Reading Of(MovementReader reader, MovementBody body, Sku? addressedSku) =>
            reader.TryRead(body, addressedSku, out var movement, out var problem) ? new(body, movement, null) : new(body, null, problem);
    }
}
