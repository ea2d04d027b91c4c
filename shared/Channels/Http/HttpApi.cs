using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Http;

/// <summary>Makes the signed calls of docs/connectors.md.</summary>
internal sealed class HttpApi(ChannelCalls calls, StandardWebhookSignature signature)
{
    /// <exception cref="ChannelException">The call failed as a whole.</exception>
    public Task<ChannelAnswer> GetAsync(string operation, string pathAndQuery, CancellationToken cancellationToken) =>
        SendAsync(operation, HttpMethod.Get, pathAndQuery, [], pathAndQuery, cancellationToken);

    /// <inheritdoc cref="GetAsync"/>
    public Task<ChannelAnswer> PostAsync(string operation, string path, byte[] json, CancellationToken cancellationToken) =>
        SendAsync(operation, HttpMethod.Post, path, json, identity: null, cancellationToken);

    private async Task<ChannelAnswer> SendAsync(
        string operation, HttpMethod method, string pathAndQuery, byte[] body, string? identity, CancellationToken cancellationToken)
    {
        // The id is the message's identity: a repeat of the same numbers bears the same one. A question is new every second.
        var timestamp = calls.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var digest = SHA256.HashData(identity is null ? body : Encoding.UTF8.GetBytes($"{timestamp} {identity}"));
        var id = "msg_" + Convert.ToHexStringLower(digest.AsSpan(0, 16));

        using var request = new HttpRequestMessage(method, calls.UriOf(pathAndQuery));
        request.Headers.Add(StandardWebhookSignature.IdHeader, id);
        request.Headers.Add(StandardWebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(StandardWebhookSignature.SignatureHeader, signature.Sign(id, timestamp, body));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return (await calls.SendAsync(operation, request, cancellationToken)).EnsureSuccess();
    }
}
