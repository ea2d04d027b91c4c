using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using StockFlow.Channels.Listings;

namespace StockFlow.Channels.Pushes;

/// <summary>
/// Sends the places of some planned entries and says what became of each. A whole call that fails ends the sending; what was
/// found out until then is kept, because a number that was applied must never be forgotten.
/// <para>
/// Prices come after all numbers, and no more of them than one call takes, so that a change of many prices holds up no number for long: the
/// others have their turn later. Where the channel takes no prices at all (a right is missing, say), they are refused and numbers go on.
/// </para>
/// </summary>
internal sealed partial class BatchSender(Channel channel, ChannelLease lease, ChannelActivity activity, ILogger logger)
{
    private const int StaleRoundsMax = 3;

    /// <summary>So many single items refused as whole calls, and none taken, is the channel's fault rather than theirs.</summary>
    private const int RejectedAloneMax = 3;

    private readonly List<PlaceOutcome> _outcomes = [];
    private int _applied;
    private int _rejectedAlone;
    private int _appliedPrices;
    private int _rejectedPricesAlone;
    private ChannelException? _noPrices;

    public IReadOnlyList<PlaceOutcome> Outcomes => _outcomes;

    /// <summary>Why sending ended early; null when it did not.</summary>
    public ChannelException? Failure { get; private set; }

    /// <summary>Whether another holder took over, so that nothing more may be sent.</summary>
    public bool IsLeaseLost { get; private set; }

    public async Task SendAsync(IReadOnlyList<PlannedEntry> planned, CancellationToken cancellationToken)
    {
        // After a sale of its own the channel shows what nobody told it: to expect the last number would be refused every time.
        var places = planned.SelectMany(entry => entry.ToSend.Select(
            reference => new Place(entry, reference, entry.Entry.IsMoved ? null : reference.PublishedUnits)));
        foreach (var batch in places.Chunk(channel.Connector.Limits.BatchSizeMax))
        {
            await SendUntilSettledAsync(batch, cancellationToken);
        }

        var limits = channel.Connector.Limits;
        await SendUntilSettledAsync(
            [.. planned
                .SelectMany(entry => entry.PricesToSend.Select(reference => new Place(entry, reference, null, IsPrice: true)))
                .Take(limits.PriceBatchSizeMax ?? limits.BatchSizeMax)],
            cancellationToken);
    }

    private async Task SendUntilSettledAsync(IReadOnlyList<Place> batch, CancellationToken cancellationToken)
    {
        for (var round = 1; batch.Count > 0; round++)
        {
            batch = await SendOnceAsync(batch, round == StaleRoundsMax, cancellationToken);
        }
    }

    /// <returns>The places whose number on the channel was not the expected one, with the one it is.</returns>
    private async Task<IReadOnlyList<Place>> SendOnceAsync(IReadOnlyList<Place> batch, bool isLastRound, CancellationToken cancellationToken)
    {
        if (Failure is not null || IsLeaseLost)
        {
            return [];
        }

        if (batch[0].IsPrice && _noPrices is { } noPrices)
        {
            return RefusePrices(batch, noPrices);
        }

        if (!await lease.KeepAsync(cancellationToken))
        {
            IsLeaseLost = true;
            return [];
        }

        try
        {
            activity.Count(new PushCounts { Pushes = 1 });
            var answers = await PushAsync(batch, cancellationToken);
            if (answers.Count != batch.Count)
            {
                throw new InvalidOperationException($"{channel.Id} gave {answers.Count} outcomes for {batch.Count} pushes.");
            }

            return [.. batch.Zip(answers, (place, answer) => Settle(place, answer, isLastRound)).OfType<Place>()];
        }
        catch (ChannelException exception) when (exception.Failure == ChannelFailure.Rejected && batch.Count > 1)
        {
            // One item may spoil the whole call: halves find it, and the others go through.
            await SendUntilSettledAsync([.. batch.Take(batch.Count / 2)], cancellationToken);
            await SendUntilSettledAsync([.. batch.Skip(batch.Count / 2)], cancellationToken);
            return [];
        }
        catch (ChannelException exception) when (batch[0].IsPrice && exception.Failure is ChannelFailure.Rejected or ChannelFailure.Unauthorized)
        {
            if (exception.Failure == ChannelFailure.Unauthorized || (++_rejectedPricesAlone >= RejectedAloneMax && _appliedPrices == 0))
            {
                _noPrices = exception;
            }

            return RefusePrices(batch, exception);
        }
        catch (ChannelException exception) when (exception.Failure == ChannelFailure.Rejected)
        {
            activity.Count(new PushCounts { Refused = 1 });
            _outcomes.Add(batch[0].Outcome(isInDoubt: true, exception.Message));
            Failure = ++_rejectedAlone >= RejectedAloneMax && _applied == 0 ? exception : null;
            return [];
        }
        catch (ChannelException exception)
        {
            Failure = exception;
            activity.Failed(batch.Count);
            if (exception.Failure is ChannelFailure.Unavailable or ChannelFailure.Unknown && exception.InnerException is not BrokenCircuitException)
            {
                // Also a 5xx may have come after the number was set.
                _outcomes.AddRange(batch.Select(place => place.Outcome(isInDoubt: true, exception.Message) with { IsUnknown = true }));
            }

            return [];
        }
    }

    private async Task<IReadOnlyList<PushOutcome>> PushAsync(IReadOnlyList<Place> batch, CancellationToken cancellationToken) =>
        batch[0].IsPrice
            ? await channel.Connector.PushPricesAsync([.. batch.Select(place => PushPlan.PushPrice(place.Planned, place.Reference))], cancellationToken)
            : await channel.Connector.PushQuantitiesAsync(
                [.. batch.Select(place => PushPlan.Push(place.Planned, place.Reference, place.ExpectedUnits))], cancellationToken);

    /// <returns>Nothing to send again.</returns>
    private IReadOnlyList<Place> RefusePrices(IReadOnlyList<Place> batch, ChannelException exception)
    {
        activity.Count(new PushCounts { Refused = batch.Count });
        _outcomes.AddRange(batch.Select(place => place.Outcome(isInDoubt: true, exception.Message)));
        return [];
    }

    /// <returns>The place to send again, or null when it is settled.</returns>
    private Place? Settle(Place place, PushOutcome answer, bool isLastRound)
    {
        switch (answer)
        {
            case PushOutcome.Refused refused:
                activity.Count(new PushCounts { Refused = 1 });
                _outcomes.Add(place.Outcome(isInDoubt: false, $"{refused.Code}: {refused.Reason}") with { IsPermanent = refused.IsPermanent });
                return null;

            case PushOutcome.Applied when place.IsPrice:
                activity.Count(new PushCounts { ItemsPushed = 1 });
                _appliedPrices++;
                _outcomes.Add(place.PriceApplied());
                return null;

            case PushOutcome.Stale when place.IsPrice:
                activity.Count(new PushCounts { Refused = 1 });
                _outcomes.Add(place.Outcome(isInDoubt: true, "The price was compared with one that nobody told."));
                return null;

            // The number is the one we want: most likely our own, sent before a crash.
            case PushOutcome.Stale stale when stale.ActualUnits != place.Units:
                LogChangedOnChannel(channel.Id, place.Planned.Entry.Sku, place.ExpectedUnits, stale.ActualUnits, place.Units);
                activity.Count(new PushCounts { ChangedOnChannel = 1 });
                if (!isLastRound)
                {
                    return place with { Reference = place.Reference with { PublishedUnits = stale.ActualUnits }, ExpectedUnits = stale.ActualUnits };
                }

                _outcomes.Add(new PlaceOutcome(
                    place.Planned,
                    place.Reference with { PublishedUnits = stale.ActualUnits, IsCertain = false },
                    IsPrice: false,
                    "The number was changed on the channel each time it was set."));
                return null;

            default:
                activity.Count(new PushCounts { ItemsPushed = 1 });
                _applied++;
                _outcomes.Add(new PlaceOutcome(place.Planned, place.Reference with { PublishedUnits = place.Units }, IsPrice: false));
                return null;
        }
    }

    [LoggerMessage(2003, LogLevel.Warning, "{Channel} showed {ActualUnits} of {Sku} where {ExpectedUnits} was expected: changed on the channel itself. Setting {Units}")]
    private partial void LogChangedOnChannel(ChannelId channel, Stock.Sku sku, int? expectedUnits, int? actualUnits, int units);

    /// <summary>One place to be told its number, or its price.</summary>
    private sealed record Place(PlannedEntry Planned, ListingReference Reference, int? ExpectedUnits, bool IsPrice = false)
    {
        public int Units => Planned.Quantity!.Units;

        /// <param name="isInDoubt">Whether it may show what it was just told.</param>
        public PlaceOutcome Outcome(bool isInDoubt, string refusal)
        {
            var shown = Reference.Price ?? new ShownPrice(null, 0);
            return new PlaceOutcome(
                Planned,
                IsPrice ? Reference with { Price = shown with { IsCertain = shown.IsCertain && !isInDoubt } }
                    : Reference with { IsCertain = Reference.IsCertain && !isInDoubt },
                IsPrice,
                refusal);
        }

        public PlaceOutcome PriceApplied() =>
            new(Planned, Reference with { Price = new ShownPrice(Planned.Price!.Amount, Planned.Price.Revision, Reference.Price?.IsCertain ?? true) }, IsPrice: true);
    }
}
