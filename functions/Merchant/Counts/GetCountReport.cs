using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Counts;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Adds up what a stocktake found: variance and shrinkage, in units and value, by reason.</summary>
public sealed class GetCountReport(StockCounts counts)
{
    [Function(nameof(GetCountReport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "counts/{id}/report")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!CountReader.TryReadId(id, out var count, out var fault))
        {
            return fault;
        }

        return await counts.ReportAsync(count, cancellationToken) is { } report
            ? ApiJson.Ok(CountReportView.Of(report))
            : CountResult.Unknown(count);
    }
}
