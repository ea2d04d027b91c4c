using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Imports;

namespace StockFlow.Functions.Merchant.Imports;

/// <summary>Takes in a file. It is checked as a whole before anything is changed; the same file under the same id goes on where it was.</summary>
public sealed class PostImport(CsvImports imports)
{
    [Function(nameof(PostImport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "imports/{kind}/{importId}")] HttpRequest request,
        string kind,
        string importId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!imports.TryFind(kind, out var found))
        {
            return UnknownKind(imports);
        }

        if (!ImportId.TryParse(importId, null, out var id))
        {
            return Problem.BadRequest("invalid-id", "The address does not end with an id.", $"{ImportId.Rule}, such as 2026-11-22.");
        }

        if (await ReadAsync(request, cancellationToken) is not { } body)
        {
            return Problem.Answer(
                StatusCodes.Status413PayloadTooLarge, "body-too-large", "The file is too large.", $"At most {CsvImports.BytesMax} bytes.");
        }

        switch (await imports.StoreAsync(id, found, body, cancellationToken))
        {
            case ImportStart.Faulty faulty:
                return Results.Json(
                    new Faults(
                        "invalid-csv",
                        $"The file has faults; nothing was changed. Told are the first {CsvImports.FaultsMax} at most.",
                        $"Columns {string.Join(',', found.Columns.Select(column => column.Name))}",
                        faulty.Faults),
                    ApiJson.Options,
                    "application/problem+json",
                    StatusCodes.Status400BadRequest);
            case ImportStart.ContentDiffers:
                return Problem.Conflict("import-content-differs", $"The id {id} was used before for another file.", "A new id for a new file.");
            case ImportStart.Stored:
                await client.StartUnlessRunningAsync(ApplyImport.Name, id, ApplyImport.InstanceIdOf(id), cancellationToken);

                // How far it is, is asked at the same address.
                return ApiJson.Started(request);
            case var other:
                throw new InvalidOperationException(other.GetType().Name);
        }
    }

    internal static IResult UnknownKind(CsvImports imports) =>
        Problem.NotFound("unknown-csv-kind", "The address names a kind of file that there is not.", $"One of: {string.Join(", ", imports.Kinds)}.");

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > CsvImports.BytesMax)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }

    private sealed record Faults(
        [property: JsonPropertyName("error")] string Error,
        [property: JsonPropertyName("what")] string What,
        [property: JsonPropertyName("expected")] string Expected,
        [property: JsonPropertyName("errors")] IReadOnlyList<CsvFault> Errors);
}
