using Microsoft.Azure.Functions.Worker;
using StockFlow.Imports;

namespace StockFlow.Functions.Merchant.Imports;

/// <summary>Applies the next piece of an import. May run twice.</summary>
public sealed class ApplyImportPiece(CsvImports imports)
{
    public const string Name = "ApplyImportPiece";

    /// <returns>Whether there is more to do.</returns>
    [Function(Name)]
    public Task<bool> RunAsync([ActivityTrigger] ImportId import, CancellationToken cancellationToken) =>
        imports.ApplyNextAsync(import, cancellationToken);
}
