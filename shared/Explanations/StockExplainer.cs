using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Explanations;

/// <summary>
/// Explains a published quantity down to journal entries. What it reads does not grow with the journal: per SKU a snapshot, the entries
/// of at most some hundred positions, one entry for each number that was last changed before them, and some orders.
/// </summary>
public sealed class StockExplainer(
    PublishedQuantities quantities,
    StockLedger ledger,
    StockHistory history,
    ListingStore listings,
    ChannelOutbox outbox,
    TimeProvider timeProvider)
{
    /// <summary>At least so many of the newest entries are in a statement, where there are as many.</summary>
    private const int EntriesMin = 100;

    /// <summary>The most transfers of a SKU that are looked through for those that are not over.</summary>
    private const int TransfersReadMax = 1_000;

    /// <returns>Null where the SKU is neither known to the ledger nor a bundle of known ones.</returns>
    public async Task<StockExplanation?> ExplainAsync(ChannelSettings channel, Sku sku, CancellationToken cancellationToken)
    {
        var published = await quantities.ReadAsync(channel, [sku], cancellationToken).ConfigureAwait(false);
        if (!published.TryGetValue(sku, out var quantity))
        {
            return null;
        }

        var parts = new List<PartExplanation>(quantity.Parts.Count);
        foreach (var part in quantity.Parts)
        {
            parts.Add(await ExplainAsync(part, quantity.Terms, cancellationToken).ConfigureAwait(false));
        }

        var listed = await listings.ReadAsync(channel.Id, [sku], cancellationToken).ConfigureAwait(false);
        var pending = await outbox.ReadAsync(channel.Id, sku, cancellationToken).ConfigureAwait(false);

        // An entry that lies ahead only waits to be confirmed: the channel shows the number.
        var isShown = pending is null || pending.UnpublishedSince > timeProvider.GetUtcNow();
        return new StockExplanation(quantity, parts, listed.GetValueOrDefault(sku), isShown ? null : pending);
    }

    private async Task<PartExplanation> ExplainAsync(PublishedPart part, ListingTerms terms, CancellationToken cancellationToken)
    {
        var statement = await ReadStatementAsync(part, cancellationToken).ConfigureAwait(false);
        var locations = await ExplainAsync(part.Sku, part.Locations, statement, cancellationToken).ConfigureAwait(false);
        var elsewhere = await ExplainAsync(
            part.Sku, part.Elsewhere.Select(level => PublishedLocation.Of(level, bufferUnits: 0)), statement, cancellationToken).ConfigureAwait(false);
        var holders = await ReadHoldersAsync(part.Sku, statement, cancellationToken).ConfigureAwait(false);
        var shown = terms.Locations.Select(location => location.Id).ToHashSet();
        var otherUnits = part.Locations.Sum(location => (long)location.Level.ReservedUnits)
            - holders.SelectMany(holder => holder.Allocations).Where(part => shown.Contains(part.Location)).Sum(part => (long)part.ReservedUnits);
        var transfers = otherUnits <= 0 ? [] : await ReadTransfersAsync(part.Sku, shown, cancellationToken).ConfigureAwait(false);
        var newest = await ledger.ReadLevelsAsync(part.Sku, cancellationToken).ConfigureAwait(false);
        var waiting = newest is { WaitingOrders: > 0 }
            ? await ledger.ReadWaitingAsync(part.Sku, after: null, cancellationToken).Take(PartExplanation.OrdersMax).ToListAsync(cancellationToken).ConfigureAwait(false)
            : [];
        return new PartExplanation(
            part,
            statement?.Opening.Position,
            statement?.Closing.Position == part.Position && locations.Concat(elsewhere).All(location => statement.Closing.Locations.Contains(location.Offered.Level)),
            locations,
            elsewhere,
            holders,
            transfers,
            Math.Max(0, otherUnits - transfers.Sum(transfer => (long)transfer.SetAsideUnits)),
            newest?.WaitingOrders ?? 0,
            waiting);
    }

    /// <returns>Null where the journal does not add up; the audit says where.</returns>
    private async Task<LevelStatement?> ReadStatementAsync(PublishedPart part, CancellationToken cancellationToken)
    {
        try
        {
            return await history.ReadStatementAsync(part.Sku, part.Position, EntriesMin, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<LocationExplanation>> ExplainAsync(
        Sku sku, IEnumerable<PublishedLocation> locations, LevelStatement? statement, CancellationToken cancellationToken)
    {
        var explained = new List<LocationExplanation>();
        foreach (var offered in locations)
        {
            explained.Add(await ExplainAsync(sku, offered, statement, cancellationToken).ConfigureAwait(false));
        }

        return explained;
    }

    private async Task<LocationExplanation> ExplainAsync(
        Sku sku, PublishedLocation offered, LevelStatement? statement, CancellationToken cancellationToken)
    {
        if (statement is null)
        {
            return new LocationExplanation(offered, null, null, null);
        }

        var location = offered.Level.Location;
        return new LocationExplanation(
            offered,
            await ExplainAsync(sku, statement, statement.OnHand(location), cancellationToken).ConfigureAwait(false),
            await ExplainAsync(sku, statement, statement.Reserved(location), cancellationToken).ConfigureAwait(false),
            await ExplainAsync(sku, statement, statement.SafetyStock(location), cancellationToken).ConfigureAwait(false));
    }

    private async Task<TermExplanation> ExplainAsync(Sku sku, LevelStatement statement, TermStatement term, CancellationToken cancellationToken)
    {
        var position = term.LastPosition;
        if (position > statement.Opening.Position)
        {
            return new TermExplanation(term, statement.Entries[(int)(position - statement.Opening.Position) - 1]);
        }

        var entry = position == 0 ? null : await history.ReadEntryAsync(sku, position, cancellationToken).ConfigureAwait(false);
        return new TermExplanation(term, entry);
    }

    /// <summary>Those with units set aside at locations of the channel.</summary>
    private async Task<IReadOnlyList<StockTransfer>> ReadTransfersAsync(Sku sku, IReadOnlySet<LocationId> shown, CancellationToken cancellationToken) =>
        await ledger.ReadTransfersAsync(sku, cancellationToken)
            .Take(TransfersReadMax)
            .Where(transfer => transfer.SetAsideUnits > 0 && shown.Contains(transfer.From))
            .Take(PartExplanation.TransfersMax)
            .ToListAsync(cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Those whose reservations changed last; where the whole journal is in the statement these are all, up to the bound.</summary>
    private async Task<IReadOnlyList<Reservation>> ReadHoldersAsync(Sku sku, LevelStatement? statement, CancellationToken cancellationToken)
    {
        var orders = (statement?.Entries ?? [])
            .Reverse()
            .Where(entry => entry.Order is not null)
            .Select(entry => entry.Order!.Value)
            .Distinct()
            .Take(PartExplanation.OrdersMax)
            .ToList();
        var reservations = await Task.WhenAll(orders.Select(order => ledger.ReadReservationAsync(sku, order, cancellationToken))).ConfigureAwait(false);
        return [.. reservations.OfType<Reservation>().Where(reservation => reservation.ReservedUnits > 0)];
    }
}
