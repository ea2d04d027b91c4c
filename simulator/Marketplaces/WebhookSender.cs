using System.Net.Http.Headers;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>
/// Delivers webhooks as a marketplace does: each on its own, several at once, tried again after its platform's pauses.
/// Safe for many threads; waits run on the injected clock.
/// </summary>
/// <param name="target">Where they go; null sends none.</param>
/// <param name="retryDelays">The pause before each further attempt; empty for a platform that never tries again.</param>
public sealed class WebhookSender(
    HttpClient client,
    Uri? target,
    IReadOnlyList<TimeSpan> retryDelays,
    TimeProvider clock,
    Faults faults,
    CancellationToken stopping)
{
    private static readonly TimeSpan LateMax = TimeSpan.FromHours(2);
    private static readonly TimeSpan AnswerWaitMax = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _connections = new(16);
    private int _underWay;
    private int _waiting;
    private int _accepted;
    private int _refused;
    private int _givenUp;

    /// <summary>Deliveries that are being sent right now; those waiting for their next attempt don't count.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Deliveries that wait for their time.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Attempts answered 2xx.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Attempts answered otherwise, or not at all.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Deliveries that were lost on purpose or ran out of attempts.</summary>
    public int GivenUp => Volatile.Read(ref _givenUp);

    /// <summary>Starts a delivery and returns at once.</summary>
    public void Send(WebhookMessage message)
    {
        if (target is null)
        {
            return;
        }

        switch (faults.OfDelivery())
        {
            case DeliveryFault.Lost:
                Interlocked.Increment(ref _givenUp);
                break;
            case DeliveryFault.Doubled:
                Start(message, TimeSpan.Zero);
                Start(message, TimeSpan.Zero);
                break;
            case DeliveryFault.Late:
                Start(message, faults.Delay(LateMax));
                break;
            case DeliveryFault.AnswerLost:
                Start(message, TimeSpan.Zero);
                Start(message, TimeSpan.FromSeconds(5));
                break;
            default:
                Start(message, TimeSpan.Zero);
                break;
        }
    }

    private void Start(WebhookMessage message, TimeSpan delay)
    {
        Interlocked.Increment(ref _underWay);
        _ = Task.Run(() => DeliverAsync(message, delay), CancellationToken.None);
    }

    private async Task DeliverAsync(WebhookMessage message, TimeSpan delay)
    {
        try
        {
            await WaitAsync(delay);
            for (var attempt = 0; ; attempt++)
            {
                if (await AttemptAsync(message))
                {
                    Interlocked.Increment(ref _accepted);
                    return;
                }

                Interlocked.Increment(ref _refused);
                if (attempt == retryDelays.Count)
                {
                    Interlocked.Increment(ref _givenUp);
                    return;
                }

                await WaitAsync(retryDelays[attempt]);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The marketplace is closing; what is not delivered by now never will be.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task WaitAsync(TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        Interlocked.Increment(ref _waiting);
        Interlocked.Decrement(ref _underWay);
        try
        {
            await Task.Delay(delay, clock, stopping);
        }
        finally
        {
            Interlocked.Increment(ref _underWay);
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<bool> AttemptAsync(WebhookMessage message)
    {
        await _connections.WaitAsync(stopping);
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        waited.CancelAfter(AnswerWaitMax);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(message.Body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach (var (name, value) in message.Headers(clock.GetUtcNow()))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waited.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return false;
        }
        finally
        {
            _connections.Release();
        }
    }
}
