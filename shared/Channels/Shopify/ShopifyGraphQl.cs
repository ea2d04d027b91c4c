using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using StockFlow.Channels.Transport;
using StockFlow.Settings;

namespace StockFlow.Channels.Shopify;

/// <summary>Sends GraphQL to a shop's Admin API and tells its failures apart.</summary>
internal sealed class ShopifyGraphQl(ChannelCalls calls, string apiVersion, Secret accessToken)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Uri _uri = calls.UriOf($"/admin/api/{apiVersion}/graphql.json");
    private readonly ShopifyCostBucket _bucket = new(calls.Time);

    /// <param name="writeVariables">Writes the members of the variables object.</param>
    /// <exception cref="ChannelException">The call failed as a whole.</exception>
    public async Task<ShopifyAnswer.Roots> SendAsync(
        ShopifyQuery query,
        Action<Utf8JsonWriter> writeVariables,
        CancellationToken cancellationToken)
    {
        await _bucket.WaitAsync(query.OperationName, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri) { Content = new ReadOnlyMemoryContent(Write(query, writeVariables)) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Add("X-Shopify-Access-Token", accessToken.Reveal());
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        var answer = (await calls.SendAsync(query.OperationName, request, cancellationToken)).EnsureSuccess();
        var body = answer.Read(ShopifyAnswerJson.Default.ShopifyAnswer);
        var wait = _bucket.Learn(query.OperationName, body.Extensions?.Cost);
        if (body.Errors is { Count: > 0 })
        {
            throw FailureOf(answer, body.Errors, wait);
        }

        return body.Data ?? throw answer.Failure(ChannelFailure.Rejected, "answered without data");
    }

    private static ReadOnlyMemory<byte> Write(ShopifyQuery query, Action<Utf8JsonWriter> writeVariables)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("query"u8, query.Text);
            writer.WriteStartObject("variables"u8);
            writeVariables(writer);
            writer.WriteEndObject();
            writer.WriteString("operationName"u8, query.OperationName);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // The messages of GraphQL errors quote variables, so only their codes are kept.
    private static ChannelException FailureOf(ChannelAnswer answer, List<ShopifyAnswer.Error> errors, TimeSpan? wait)
    {
        var code = errors.Select(error => error?.Extensions?.Code).FirstOrDefault(code => code is not null);
        var failure = code switch
        {
            "THROTTLED" => ChannelFailure.Throttled,
            "ACCESS_DENIED" => ChannelFailure.Unauthorized,
            "INTERNAL_SERVER_ERROR" => ChannelFailure.Unavailable,
            "TIMEOUT" => ChannelFailure.Unknown,
            _ => ChannelFailure.Rejected,
        };
        return (answer with { RetryAfter = failure == ChannelFailure.Throttled ? answer.RetryAfter ?? wait : answer.RetryAfter })
            .Failure(failure, $"was refused with {CodeText.OrUnknown(code)}");
    }
}
