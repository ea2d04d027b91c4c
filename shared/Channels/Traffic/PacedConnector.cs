using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using StockFlow.Channels.Prices;

namespace StockFlow.Channels.Traffic;

/// <summary>
/// A connector with patience: reads are tried again a few times, a channel that is down is let alone for a while, and whatever wait the
/// channel asks for holds for all its calls. Pushes are not repeated here: who pushes reads the newest number again first.
/// </summary>
internal sealed class PacedConnector : IChannelConnector
{
    /// <summary>A longer wait than this is the caller's to schedule.</summary>
    private static readonly TimeSpan WaitInsideMax = TimeSpan.FromSeconds(30);

    private readonly ChannelId _channel;
    private readonly IChannelConnector _inner;
    private readonly ChannelTraffic _traffic;
    private readonly ResiliencePipeline _reads;
    private readonly ResiliencePipeline _pushes;

    public PacedConnector(ChannelId channel, IChannelConnector inner, ChannelTraffic traffic, Jitter jitter, TimeProvider timeProvider)
    {
        _channel = channel;
        _inner = inner;
        _traffic = traffic;

        // One breaker for both pipelines, so that failed polls also spare pushes their futile attempts.
        var breaker = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = TimeSpan.FromSeconds(15),
                ShouldHandle = new PredicateBuilder().Handle<ChannelException>(exception =>
                    exception.Failure is ChannelFailure.Unavailable or ChannelFailure.Unknown or ChannelFailure.Unauthorized),
            })
            .Build();
        _pushes = breaker;
        _reads = new ResiliencePipelineBuilder { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = TimeSpan.FromSeconds(10),
                UseJitter = true,
                Randomizer = jitter.NextDouble,
                ShouldHandle = new PredicateBuilder().Handle<ChannelException>(exception =>
                    exception.Failure is ChannelFailure.Throttled or ChannelFailure.Unavailable or ChannelFailure.Unknown
                    && (exception.RetryAfter ?? TimeSpan.Zero) <= WaitInsideMax),

                // Where the channel named the wait, the traffic keeps it to the tick; adding a backoff would wait longer than asked.
                DelayGenerator = retry => ValueTask.FromResult<TimeSpan?>(
                    retry.Outcome.Exception is ChannelException { RetryAfter: not null } or ChannelException { Failure: ChannelFailure.Throttled }
                        ? TimeSpan.Zero
                        : null),
            })
            .AddPipeline(breaker)
            .Build();
    }

    public ConnectorLimits Limits => _inner.Limits;

    public WebhookReading ReadWebhook(WebhookDelivery delivery) => _inner.ReadWebhook(delivery);

    public Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken) =>
        CallAsync(_reads, token => _inner.ReadOrdersAsync(updatedSince, pageToken, token), cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken) =>
        CallAsync(_pushes, token => _inner.PushQuantitiesAsync(pushes, token), cancellationToken);

    public Task<IReadOnlyList<PushOutcome>> PushPricesAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken) =>
        CallAsync(_pushes, token => _inner.PushPricesAsync(pushes, token), cancellationToken);

    public Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken) =>
        CallAsync(_reads, token => _inner.ReadListingsAsync(pageToken, token), cancellationToken);

    private async Task<T> CallAsync<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        var answer = await call(token);
                        _traffic.Succeeded();
                        return answer;
                    }
                    catch (ChannelException exception)
                    {
                        _traffic.Failed(exception);
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new ChannelException(
                ChannelFailure.Unavailable,
                $"{_channel} has failed again and again and is let alone for a while.",
                exception.RetryAfter ?? TimeSpan.FromSeconds(15),
                exception);
        }
    }
}
