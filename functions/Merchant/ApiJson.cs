using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Functions.Merchant;

/// <summary>How the merchant API reads and writes JSON.</summary>
internal static class ApiJson
{
    /// <summary>The largest body taken, in bytes: a batch of a thousand movements fits many times over.</summary>
    public const int BodyBytesMax = 4 * 1024 * 1024;

    /// <summary>Camel case, nulls left out; a name that we don't know is refused, so that a typo never passes as "not given".</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static IResult Ok(object body) => Results.Json(body, Options);

    /// <summary>202: work was started that goes on by itself. A GET of the same route tells how far it is.</summary>
    public static IResult Started(HttpRequest request)
    {
        var statusUrl = $"{request.PathBase}{request.Path}";
        request.HttpContext.Response.Headers.Location = statusUrl;
        return Results.Json(new StartedAnswer(statusUrl), Options, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>Reads a JSON body.</summary>
    /// <param name="whenEmpty">What an empty body stands for; null where a body is required.</param>
    /// <returns>The body, or the answer that says what is wrong with it.</returns>
    public static async Task<(T? Body, IResult? Fault)> ReadAsync<T>(
        HttpRequest request, string expected, CancellationToken cancellationToken, T? whenEmpty = null)
        where T : class
    {
        if (request.ContentLength > BodyBytesMax)
        {
            return (null, TooLarge());
        }

        try
        {
            using var buffer = new MemoryStream();
            if (!await CopyAsync(request.Body, buffer, cancellationToken))
            {
                return (null, TooLarge());
            }

            if (buffer.Length == 0 && whenEmpty is not null)
            {
                return (whenEmpty, null);
            }

            buffer.Position = 0;
            var body = await JsonSerializer.DeserializeAsync<T>(buffer, Options, cancellationToken);
            return body is null ? (null, Problem.BadRequest("invalid-body", "The body is null.", expected)) : (body, null);
        }
        catch (JsonException e)
        {
            var where = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "The body" : $"The body at {e.Path}";
            return (null, Problem.BadRequest("invalid-body", $"{where} (line {e.LineNumber + 1}) is not of the expected form.", expected));
        }
    }

    private static async Task<bool> CopyAsync(Stream body, MemoryStream buffer, CancellationToken cancellationToken)
    {
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > BodyBytesMax)
            {
                return false;
            }

            buffer.Write(chunk, 0, read);
        }

        return true;
    }

    private static IResult TooLarge() => Problem.Answer(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", "The body is too large.", $"At most {BodyBytesMax} bytes.");

    private sealed record StartedAnswer([property: JsonPropertyName("statusUrl")] string StatusUrl);
}
