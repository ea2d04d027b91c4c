using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Imports;

namespace StockFlow.Functions.Merchant.Imports;

/// <summary>Sends what there is as a file that an import takes.</summary>
public sealed class GetExport(CsvImports imports)
{
    [Function(nameof(GetExport))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "exports/{kind}")] HttpRequest request,
        string kind,
        CancellationToken cancellationToken) =>
        imports.TryFind(kind, out var found)
            ? Results.Stream(stream => imports.WriteAsync(found, stream, cancellationToken), "text/csv; charset=utf-8", $"{found.Name}.csv")
            : PostImport.UnknownKind(imports);
}
