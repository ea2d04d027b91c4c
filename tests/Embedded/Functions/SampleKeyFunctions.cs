using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StockFlow.Tests.Embedded.Functions;

public static class SampleKeyFunctions
{
    [Function("Open")]
    public static string Open([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "open";

    [Function("Guarded")]
    public static string Guarded([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => "guarded";

    [Function("Other")]
    public static string Other([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => "other";

    [Function("Admin")]
    public static string Admin([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => "admin";
}
