using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Imports;

namespace StockFlow.Functions.Merchant.Imports;

/// <summary>Shows how far an import has come.</summary>
public sealed class GetImport(CsvImports imports)
{
    [Function(nameof(GetImport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "imports/{kind}/{importId}")] HttpRequest request,
        string kind,
        string importId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        ImportId.TryParse(importId, null, out var id) && await imports.ReadAsync(id, cancellationToken) is { } import && import.Kind == kind
            ? ApiJson.Ok(ImportView.Of(import, await client.GetInstanceAsync(ApplyImport.InstanceIdOf(id), cancellationToken)))
            : Problem.NotFound("unknown-import", "There is no import of this id.", "POST a file to this address.");
}
