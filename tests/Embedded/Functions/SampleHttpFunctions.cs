using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Logging;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace StockFlow.Tests.Embedded.Functions;

public sealed record Parcel(string Name, int Units);

public sealed class SampleHttpFunctions(ILogger<SampleHttpFunctions> logger)
{
    [Function("Greet")]
    public static IResult Greet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet/{name}")] HttpRequest request, string name) =>
        Results.Text($"{request.Method} {name}");

    [Function("Typed")]
    public static object Typed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{units}/{size}/{open}/{id}")] HttpRequest request,
        int units, long size, bool open, Guid id) => new { units, size, open, id };

    [Function("Constrained")]
    public static string Constrained([HttpTrigger(AuthorizationLevel.Anonymous, Route = "constrained/{units:int}")] HttpRequest request, int units) =>
        $"{units} units";

    [Function("Echo")]
    public async Task<IActionResult> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Parcel parcel, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        logger.LogInformation("echoing");
        return new ObjectResult(parcel) { StatusCode = StatusCodes.Status201Created };
    }

    [Function("Silent")]
    public static Task Silent([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Task.CompletedTask;

    [Function("Throws")]
    public static IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException("the secret inside");

    [Function("Reads")]
    public static async Task<string> ReadsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return $"{(await reader.ReadToEndAsync()).Length}";
    }

    [Function("Context")]
    public static object Context([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) => new
    {
        context.FunctionDefinition.Name,
        SameRequest = context.GetHttpContext()!.Request == request,
        HasId = Guid.TryParse(context.InvocationId, out _),
        Trigger = context.FunctionDefinition.InputBindings["request"].Type,
    };
}
