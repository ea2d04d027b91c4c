using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace EmbeddedFunctions.Functions;

/// <summary>Values for the parameters of HTTP functions.</summary>
internal static class HttpBinders
{
    private static readonly Dictionary<Type, Func<string, bool, ParameterBinder>> ParsedTypes = new()
    {
        [typeof(int)] = Parsed<int>,
        [typeof(long)] = Parsed<long>,
        [typeof(bool)] = Parsed<bool>,
        [typeof(Guid)] = Parsed<Guid>,
    };

    /// <returns>Null when nothing fits.</returns>
    public static ParameterBinder? Choose(HttpTriggerAttribute trigger, FunctionMethod function, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return invocation => ValueTask.FromResult<object?>(invocation.HttpContext!.Request);
        }

        if (parameter.Position == function.TriggerParameter.Position)
        {
            return null;
        }

        if (parameter.GetCustomAttribute<FromBodyAttribute>() is not null)
        {
            return invocation => ReadBodyAsync(invocation, parameter.ParameterType);
        }

        return RouteParameter(trigger, parameter) is { } name ? FromRoute(name, parameter.ParameterType) : null;
    }

    private static string? RouteParameter(HttpTriggerAttribute trigger, ParameterInfo parameter)
    {
        try
        {
            return RoutePatternFactory.Parse(trigger.Route ?? string.Empty).GetParameter(parameter.Name!)?.Name;
        }
        catch (RoutePatternException)
        {
            // The route itself is reported where it is mapped.
            return parameter.Name;
        }
    }

    private static ParameterBinder? FromRoute(string name, Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (value == typeof(string))
        {
            return invocation => ValueTask.FromResult(invocation.HttpContext!.Request.RouteValues.GetValueOrDefault(name)?.ToString() as object);
        }

        return ParsedTypes.GetValueOrDefault(value)?.Invoke(name, value == type);
    }

    private static ParameterBinder Parsed<T>(string name, bool required)
        where T : IParsable<T> => invocation => RouteValue<T>(invocation, name, required);

    private static ValueTask<object?> RouteValue<T>(Invocation invocation, string name, bool required)
        where T : IParsable<T>
    {
        var text = invocation.HttpContext!.Request.RouteValues.GetValueOrDefault(name)?.ToString();
        if (string.IsNullOrEmpty(text) && !required)
        {
            return ValueTask.FromResult<object?>(null);
        }

        return T.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? ValueTask.FromResult<object?>(value)
            : throw new BadHttpRequestException($"The route's '{name}' is not a valid {typeof(T).Name}.");
    }

    private static async ValueTask<object?> ReadBodyAsync(Invocation invocation, Type type)
    {
        var request = invocation.HttpContext!.Request;
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be JSON, with that content type.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync(type, invocation.CancellationToken)
                ?? throw new BadHttpRequestException("The body is missing.");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new BadHttpRequestException($"The body can't be read at {e.Path ?? "$"}, line {e.LineNumber + 1}.", e);
        }
    }
}
