using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>Finds the service's code and message in the body of a refusal.</summary>
internal sealed class TableErrorParser : RequestFailedDetailsParser
{
    public static readonly TableErrorParser Instance = new();

    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = Parse(response.ContentStream is MemoryStream body ? body.ToArray() : []);
        return error is not null;
    }

    /// <returns>Null if the body is not the service's form of a refusal.</returns>
    public static ResponseError? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("odata.error", out var error))
            {
                return null;
            }

            var message = error.GetProperty("message");
            return new ResponseError(
                error.GetProperty("code").GetString(),
                message.ValueKind == JsonValueKind.Object ? message.GetProperty("value").GetString() : message.GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
