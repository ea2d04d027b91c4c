using StockFlow.Channels;
using StockFlow.Channels.Prices;

namespace StockFlow.Tests.Channels;

/// <summary>A channel that keeps its own numbers and can be told to misbehave, call by call.</summary>
internal sealed class FakeShop : IChannelConnector
{
    private readonly Dictionary<string, PushOutcome> _answered = [];

    public Dictionary<string, int?> Units { get; } = [];

    public Dictionary<string, string?> Skus { get; } = [];

    /// <summary>Every number that was sent, in order, with when.</summary>
    public List<(DateTimeOffset At, IReadOnlyList<QuantityPush> Pushes)> Calls { get; } = [];

    /// <summary>What each place costs.</summary>
    public Dictionary<string, decimal> Prices { get; } = [];

    /// <summary>Every price that was sent, in order, with when.</summary>
    public List<(DateTimeOffset At, IReadOnlyList<PricePush> Pushes)> PriceCalls { get; } = [];

    /// <summary>References whose price is refused, and whether for good.</summary>
    public Dictionary<string, bool> RefusedPrices { get; } = [];

    /// <summary>How every call of prices fails; null when it does not.</summary>
    public ChannelFailure? PriceFailure { get; set; }

    /// <summary>Runs while prices are under way, before they are applied.</summary>
    public Func<Task>? WhilePricing { get; set; }

    /// <summary>What the next calls do; without any left, a call succeeds.</summary>
    public Queue<Fault> Faults { get; } = new();

    /// <summary>References that are refused, and whether for good.</summary>
    public Dictionary<string, bool> Refused { get; } = [];

    /// <summary>References that make the whole call be refused.</summary>
    public HashSet<string> Poison { get; } = [];

    /// <summary>Runs while a push is under way, before it is applied.</summary>
    public Func<Task>? WhilePushing { get; set; }

    /// <summary>Steps before and after a call, for crashes.</summary>
    public Action Step { get; set; } = () => { };

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public ConnectorLimits Limits { get; set; } = new(50, 1000, 1000, HasCompareAndSet: false);

    public List<OrderPage> OrderPages { get; } = [];

    public List<(DateTimeOffset Since, string? Token)> Polls { get; } = [];

    /// <summary>Pushes whose answer timed out and that arrive later than they should.</summary>
    public List<QuantityPush> Late { get; } = [];

    public List<PricePush> LatePrices { get; } = [];

    public void Arrive()
    {
        foreach (var push in Late)
        {
            Apply(push);
        }

        Late.Clear();
        foreach (var push in LatePrices)
        {
            Apply(push);
        }

        LatePrices.Clear();
    }

    public WebhookReading ReadWebhook(WebhookDelivery delivery) => new WebhookReading.Ignored("No webhooks here.");

    public Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken)
    {
        Polls.Add((updatedSince, pageToken));
        ThrowFault();
        var at = pageToken is null ? 0 : int.Parse(pageToken, System.Globalization.CultureInfo.InvariantCulture);
        return Task.FromResult(at < OrderPages.Count
            ? OrderPages[at] with { NextPageToken = at + 1 < OrderPages.Count ? $"{at + 1}" : null }
            : new OrderPage([], [], null));
    }

    public async Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken)
    {
        Step();
        Calls.Add((Time.GetUtcNow(), pushes));
        if (WhilePushing is { } meanwhile)
        {
            WhilePushing = null;
            await meanwhile();
        }

        if (Faults.TryPeek(out var fault) && fault is Fault.Lost or Fault.Delayed)
        {
            Faults.Dequeue();
            if (fault is Fault.Delayed)
            {
                Late.AddRange(pushes);
            }

            throw new ChannelException(ChannelFailure.Unknown, "No answer in time.");
        }

        if (fault is Fault.AppliedButLost)
        {
            Faults.Dequeue();
            _ = pushes.Select(Apply).ToList();
            throw new ChannelException(ChannelFailure.Unknown, "No answer in time.");
        }

        ThrowFault();
        if (pushes.Any(push => Poison.Contains(push.Reference)))
        {
            throw new ChannelException(ChannelFailure.Rejected, "400 bad batch.");
        }

        var outcomes = pushes.Select(Apply).ToList();
        Step();
        return outcomes;
    }

    public async Task<IReadOnlyList<PushOutcome>> PushPricesAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken)
    {
        Step();
        PriceCalls.Add((Time.GetUtcNow(), pushes));
        if (WhilePricing is { } meanwhile)
        {
            WhilePricing = null;
            await meanwhile();
        }

        if (Faults.TryPeek(out var fault) && fault is Fault.Lost or Fault.Delayed or Fault.AppliedButLost)
        {
            Faults.Dequeue();
            if (fault is Fault.Delayed)
            {
                LatePrices.AddRange(pushes);
            }

            _ = fault is Fault.AppliedButLost ? pushes.Select(Apply).ToList() : [];
            throw new ChannelException(ChannelFailure.Unknown, "No answer in time.");
        }

        ThrowFault();
        if (PriceFailure is { } failure)
        {
            throw new ChannelException(failure, "No prices here.");
        }

        var outcomes = pushes.Select(Apply).ToList();
        Step();
        return outcomes;
    }

    public Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken) =>
        Task.FromResult(new ListedPage([.. Units.Select(pair => new ListedItem(pair.Key, Skus.GetValueOrDefault(pair.Key), pair.Value))], null));

    private PushOutcome Apply(QuantityPush push)
    {
        // As real channels do: a key seen before gets the first answer and changes nothing.
        if (_answered.TryGetValue(push.IdempotencyKey, out var first))
        {
            return first;
        }

        if (Refused.TryGetValue(push.Reference, out var isPermanent))
        {
            return new PushOutcome.Refused("NO", "Not this one.", isPermanent);
        }

        if (Limits.HasCompareAndSet && push.ExpectedUnits is { } expected && Units.GetValueOrDefault(push.Reference) != expected)
        {
            return new PushOutcome.Stale(Units.GetValueOrDefault(push.Reference));
        }

        Units[push.Reference] = push.QuantityUnits;
        return _answered[push.IdempotencyKey] = new PushOutcome.Applied();
    }

    private PushOutcome Apply(PricePush push)
    {
        if (_answered.TryGetValue(push.IdempotencyKey, out var first))
        {
            return first;
        }

        if (RefusedPrices.TryGetValue(push.Reference, out var isPermanent))
        {
            return new PushOutcome.Refused("NO-PRICE", "Not this price.", isPermanent);
        }

        Prices[push.Reference] = push.Price;
        return _answered[push.IdempotencyKey] = new PushOutcome.Applied();
    }

    private void ThrowFault()
    {
        if (Faults.TryPeek(out var fault) && fault is Fault.Fails fails)
        {
            Faults.Dequeue();
            throw new ChannelException(fails.Failure, "Failed on purpose.", fails.RetryAfter);
        }
    }

    internal abstract record Fault
    {
        public sealed record Fails(ChannelFailure Failure, TimeSpan? RetryAfter = null) : Fault;

        /// <summary>The push never arrives, and nobody can tell.</summary>
        public sealed record Lost : Fault;

        /// <summary>The push is applied, and the answer lost.</summary>
        public sealed record AppliedButLost : Fault;

        /// <summary>The answer is lost, and the push is applied when <see cref="Arrive"/> is called.</summary>
        public sealed record Delayed : Fault;
    }
}
