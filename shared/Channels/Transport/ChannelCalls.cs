using System.Globalization;
using System.Net.Http.Headers;

namespace StockFlow.Channels.Transport;

/// <summary>
/// Sends requests to one channel. The client throws <see cref="ChannelException"/> where no answer comes (see <see cref="ConnectorKind"/>);
/// what an answer means is told by <see cref="ChannelAnswer"/>.
/// </summary>
internal sealed class ChannelCalls(ChannelSettings settings, HttpClient client, TimeProvider time)
{
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    private readonly string _root = settings.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');

    public TimeProvider Time => time;

    /// <param name="pathAndQuery">Below the channel's endpoint, beginning with a slash.</param>
    public Uri UriOf(string pathAndQuery) => new(_root + pathAndQuery);

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <param name="operation">What the call does, for messages: "order page".</param>
    /// <exception cref="ChannelException">No answer came.</exception>
    public async Task<ChannelAnswer> SendAsync(string operation, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new ChannelAnswer($"{settings.Id}: {operation}", response.StatusCode, response.Headers, RetryAfterOf(response.Headers), content);
    }

    private TimeSpan? RetryAfterOf(HttpResponseHeaders headers)
    {
        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            // Shopify writes seconds with a fraction ("2.0"), which the typed header does not read.
            _ => FractionOfSeconds(headers),
        };
        return wait is { } given ? TimeSpan.FromTicks(Math.Clamp(given.Ticks, 0, RetryAfterMax.Ticks)) : null;
    }

    private static TimeSpan? FractionOfSeconds(HttpResponseHeaders headers) =>
        headers.TryGetValues("Retry-After", out var values)
        && double.TryParse(values.First(), CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
