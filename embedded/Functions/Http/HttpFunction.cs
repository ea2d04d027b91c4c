using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.Functions;

/// <summary>Answers the requests of one HTTP function.</summary>
internal sealed partial class HttpFunction(FunctionRunner runner, FunctionKeys keys, WorkGauge gauge)
{
    public async Task AnswerAsync(HttpContext context)
    {
        gauge.Begin();
        try
        {
            if (!keys.Allow(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            var invocation = new Invocation(runner, context.RequestServices, context.Request, context, context.RequestAborted);
            await RunAsync(invocation, context);
        }
        finally
        {
            gauge.End();
        }
    }

    private async Task RunAsync(Invocation invocation, HttpContext context)
    {
        try
        {
            await runner.EnterAsync();
            await runner.RunAsync(invocation);
            await HttpResults.WriteAsync(context, invocation.Result);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            LogRefused(runner.Logger, e.StatusCode, e.Message);
            await RefuseAsync(context, e);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(runner.Logger, runner.Definition.Name);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(runner.Logger, e, runner.Definition.Name, invocation.InvocationId);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        catch (Exception e)
        {
            LogFailed(runner.Logger, e, runner.Definition.Name, invocation.InvocationId);
            context.Abort();
        }
    }

    /// <summary>The server's own words about a request that can't be read; they hold no detail of the app.</summary>
    private static Task RefuseAsync(HttpContext context, BadHttpRequestException e)
    {
        context.Response.Clear();
        context.Response.StatusCode = e.StatusCode;
        return context.Response.WriteAsync(e.Message, context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Debug, "Request refused with {StatusCode}: {Reason}")]
    private static partial void LogRefused(ILogger logger, int statusCode, string reason);

    [LoggerMessage(2, LogLevel.Debug, "The caller of {Function} went away")]
    private static partial void LogAborted(ILogger logger, string function);

    [LoggerMessage(3, LogLevel.Error, "{Function} failed, invocation {InvocationId}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string invocationId);
}
