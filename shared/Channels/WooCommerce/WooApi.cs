using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using StockFlow.Channels.Transport;
using StockFlow.Settings;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Calls a shop's wc/v3 API.</summary>
internal sealed class WooApi(ChannelCalls calls, Secret consumerKey, Secret consumerSecret)
{
    private readonly AuthenticationHeaderValue _authorization = new(
        "Basic",
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{consumerKey.Reveal()}:{consumerSecret.Reveal()}")));

    /// <exception cref="ChannelException">The call failed as a whole.</exception>
    public async Task<ChannelAnswer> GetAsync(string operation, string pathAndQuery, CancellationToken cancellationToken) =>
        EnsureSuccess(await SendAsync(operation, HttpMethod.Get, pathAndQuery, body: null, cancellationToken));

    /// <returns>The answer whatever its status.</returns>
    public Task<ChannelAnswer> PostAsync(string operation, string path, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        SendAsync(operation, HttpMethod.Post, path, json, cancellationToken);

    /// <exception cref="ChannelException">The status is not a success; the message bears WooCommerce's code where it gave one.</exception>
    public static ChannelAnswer EnsureSuccess(ChannelAnswer answer)
    {
        if (answer.IsRejected && ErrorOf(answer) is { Code: { } code })
        {
            throw answer.Failure(ChannelFailure.Rejected, $"answered {(int)answer.Status} with {CodeText.OrUnknown(code)}");
        }

        return answer.EnsureSuccess();
    }

    /// <returns>The error in the answer, or null where it has none in WooCommerce's form.</returns>
    public static WooError? ErrorOf(ChannelAnswer answer)
    {
        try
        {
            return Body.Read(answer.Content, WooJson.Default.WooError);
        }
        catch (UnreadableBodyException)
        {
            // A proxy's page: the status says enough.
            return null;
        }
    }

    /// <summary>Whether there are pages after this one.</summary>
    public static bool HasMore(ChannelAnswer answer, int page) =>
        answer.Headers.TryGetValues("X-WP-TotalPages", out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var pages)
            ? page < pages
            : throw answer.Failure(ChannelFailure.Rejected, "answered without X-WP-TotalPages");

    private async Task<ChannelAnswer> SendAsync(
        string operation, HttpMethod method, string pathAndQuery, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, calls.UriOf("/wp-json/wc/v3" + pathAndQuery));
        request.Headers.Authorization = _authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is { } json)
        {
            request.Content = new ReadOnlyMemoryContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await calls.SendAsync(operation, request, cancellationToken);
    }
}
