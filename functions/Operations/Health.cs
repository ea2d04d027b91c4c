using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Functions.Operations;

/// <summary>Tells a load balancer that the app answers. No detail: anyone may ask.</summary>
public static class Health
{
    [Function("Health")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        Results.Json(new { status = "ok" });
}
