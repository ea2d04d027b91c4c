namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs around every invocation, in the order of registration. One instance serves all.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
