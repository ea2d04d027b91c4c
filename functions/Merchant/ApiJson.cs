using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Functions.Merchant;

/// <summary>How the merchant API reads and writes JSON.</summary>
internal static class ApiJson
{
    /// <summary>The largest body taken, in bytes: a batch of a thousand movements fits many times over.</summary>
    public const int BodyBytesMax = 4 * 1024 * 1024;

    /// <summary>
    /// Camel case, nulls left out; a name that we don't know is refused, so that a typo never passes as "not given", and so is one that is
    /// there twice, as nobody can say which of the two was meant.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
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

    /// <summary>How a value is called in JSON, for messages.</summary>
    public static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>
    /// Reads a JSON body. It must say that it is one: a page in somebody's browser can send other types to an address that only the browser
    /// reaches, but asks before it sends this one.
    /// </summary>
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

            if (buffer.Length == 0)
            {
                return (null, Problem.BadRequest("invalid-body", "The body is empty.", expected));
            }

            if (!request.HasJsonContentType())
            {
                return (null, Problem.Answer(
                    StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The Content-Type is not that of JSON.", "Content-Type: application/json"));
            }

            buffer.Position = 0;
            var body = await JsonSerializer.DeserializeAsync<T>(buffer, Options, cancellationToken);
            return body is null ? (null, Problem.BadRequest("invalid-body", "The body is null.", expected)) : (body, null);
        }
        catch (JsonException e)
        {
            var where = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "The body" : $"The body at {e.Path}";
            return (null, Problem.BadRequest("invalid-body", $"{where} (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}) is not of the expected form.", expected));
        }
    }

    /// <summary>Reads a JSON body that is an array.</summary>
    /// <param name="items">What it is an array of, for people.</param>
    /// <param name="itemsMax">More are refused.</param>
    /// <param name="example">One of them, for people.</param>
    /// <returns>At least one and no null, or the answer that says what is wrong.</returns>
    public static async Task<(IReadOnlyList<T>? Items, IResult? Fault)> ReadManyAsync<T>(
        HttpRequest request, string items, int itemsMax, string example, CancellationToken cancellationToken)
        where T : class
    {
        var expected = $"An array of 1 to {itemsMax} {items}. {example}";
        var (read, fault) = await ReadAsync<T?[]>(request, expected, cancellationToken);
        if (read is null)
        {
            return (null, fault);
        }

        var nothing = Array.IndexOf(read, null);
        return read.Length is 0 || read.Length > itemsMax ? (null, Problem.BadRequest("invalid-body", $"The body has {read.Length} {items}.", expected))
            : nothing >= 0 ? (null, Problem.BadRequest("invalid-body", $"The body at $[{nothing}] is null.", expected))
            : (read!, null);
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
