namespace StockFlow.Channels.Traffic;

/// <summary>
/// Sends a channel's requests in their turn and ends each after a time. It sits on the client, not around the connector, because one
/// call of a connector may make several requests and the channel counts each; and the wait for a turn is no part of the timeout.
/// </summary>
internal sealed class ChannelTrafficHandler(ChannelId channel, ChannelTraffic traffic, TimeSpan timeout, TimeProvider timeProvider)
    : DelegatingHandler
{
    /// <summary>The longest answer that is read, in bytes: pages of hundreds of orders are some megabytes.</summary>
    private const long AnswerBytesMax = 64 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await traffic.TakeTurnAsync(cancellationToken);
        using var timer = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);

            // The body belongs to the request's time: a channel that dribbles it must not hold us for ever, nor fill our memory.
            await response.Content.LoadIntoBufferAsync(AnswerBytesMax, either.Token);
            return response;
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ChannelException(ChannelFailure.Unknown, $"{channel} did not answer {request.Method} within {timeout}.", inner: exception);
        }
        catch (HttpRequestException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Refused and unresolved connections carried nothing; any other break may have come after the channel took the request.
            var failure = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                ? ChannelFailure.Unavailable
                : ChannelFailure.Unknown;
            throw new ChannelException(failure, $"{channel} can't be reached for {request.Method}: {exception.HttpRequestError}.", inner: exception);
        }
    }
}
