namespace StockFlow.Bench.Cost;

/// <summary>Counts calls to channels.</summary>
internal sealed class MeteredCalls(CostMeter meter) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        meter.Count(UseKind.Call, request.RequestUri!.Host);
        return base.SendAsync(request, cancellationToken);
    }
}
