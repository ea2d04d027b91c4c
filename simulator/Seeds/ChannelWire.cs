using System.Net;
using EmbeddedFunctions.Gates;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Simulator.Seeds;

/// <summary>
/// The network between one process and the channels, in this process. A request that has left goes its own way: its sender may give up or
/// die, and it still arrives.
/// </summary>
internal sealed class ChannelWire(Turnstile turnstile, IReadOnlyDictionary<string, SeedShop> shops) : HttpMessageHandler
{
    /// <summary>Requests that were let through and whose answers are not back yet.</summary>
    public const string Call = "call ";

    /// <summary>Within this time a request reaches its channel or never does: the app sends a number of unknown fate again after that.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(28);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var shop = shops[request.RequestUri!.Host];
        var context = new DefaultHttpContext();
        context.Request.Method = request.Method.Method;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString(request.RequestUri.Host);
        context.Request.Path = request.RequestUri.AbsolutePath;
        context.Request.QueryString = new QueryString(request.RequestUri.Query);
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            context.Request.Headers[name] = values.ToArray();
        }

        context.Request.Body = new MemoryStream(request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
        return await CarryAsync(shop, context).WaitAsync(cancellationToken);
    }

    private async Task<HttpResponseMessage> CarryAsync(SeedShop shop, DefaultHttpContext context)
    {
        var name = $"{Call}{shop.Id} {context.Request.Method} {context.Request.Path}";
        using var written = new MemoryStream();
        context.Response.Body = written;
        try
        {
            await turnstile.PassOnTheWire(GatePoint.BeforeSend, name);
        }
        catch (ChannelRefusedException refusal)
        {
            return Refused(refusal);
        }

        await shop.Marketplace.AnswerAsync(context);
        await turnstile.PassOnTheWire(GatePoint.AfterSend, name);
        var response = new HttpResponseMessage((HttpStatusCode)context.Response.StatusCode) { Content = new ByteArrayContent(written.ToArray()) };
        foreach (var (header, values) in context.Response.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(header, (IEnumerable<string?>)values))
            {
                response.Content.Headers.TryAddWithoutValidation(header, (IEnumerable<string?>)values);
            }
        }

        return response;
    }

    private static HttpResponseMessage Refused(ChannelRefusedException refusal)
    {
        var response = new HttpResponseMessage(refusal.Status) { Content = new ByteArrayContent([]) };
        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(wait);
        }

        return response;
    }
}
