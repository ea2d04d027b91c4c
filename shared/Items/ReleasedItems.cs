using StockFlow.Messaging;

namespace StockFlow.Items;

/// <summary>
/// Announces items whose release date has come: what may be pre-ordered is shown no more from then on, though no stock moves. An
/// announcement was scheduled when the date was set; this makes up for one that a restored backup does not have.
/// </summary>
public sealed class ReleasedItems(ItemCatalog catalog, StockAnnouncer announcer, TimeProvider timeProvider)
{
    /// <summary>How far back the first look of a process goes; far longer than it takes to start another one.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(1);

    private DateTimeOffset? _seenUntil;

    /// <summary>Announces those released since the last look. What is cut off is looked at again.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> AnnounceAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var since = _seenUntil ?? now - FirstLook;
        var released = (await catalog.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            .Where(item => item.Value.ReleaseAt > since && item.Value.ReleaseAt <= now)
            .Select(item => item.Key)
            .ToList();
        await announcer.AnnounceAsync(released, now, movedBy: null, cancellationToken).ConfigureAwait(false);
        _seenUntil = now;
        return released.Count;
    }
}
