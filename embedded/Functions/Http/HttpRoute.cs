using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.Functions;

/// <summary>Where each HTTP function is reached.</summary>
internal sealed record HttpRoute(FunctionMethod Function, RoutePattern Pattern, IReadOnlyList<string> Methods, AuthorizationLevel Level)
{
    /// <summary>The route without the names of its parameters: two functions with the same shape match the same requests.</summary>
    private readonly string _shape = ShapeOf(Pattern);

    /// <summary>The routes of all HTTP functions. Those with a fault are left out.</summary>
    /// <param name="functions">Functions of any kind.</param>
    /// <param name="prefix">host.json's route prefix, empty for none.</param>
    /// <param name="faults">Gets a line for every route that can't be used.</param>
    public static IReadOnlyList<HttpRoute> All(IEnumerable<FunctionMethod> functions, string prefix, List<string> faults)
    {
        var routes = new List<HttpRoute>();
        foreach (var function in functions)
        {
            if (function.Trigger is HttpTriggerAttribute trigger && Read(function, trigger, prefix, faults) is { } route)
            {
                if (routes.Find(other => other.Overlaps(route)) is { } other)
                {
                    faults.Add($"{function.Label} has the route and a method of {other.Function.Label}: {route.Pattern.RawText}.");
                }

                routes.Add(route);
            }
        }

        return routes;
    }

    private static HttpRoute? Read(FunctionMethod function, HttpTriggerAttribute trigger, string prefix, List<string> faults)
    {
        if (trigger.AuthLevel is AuthorizationLevel.User or AuthorizationLevel.System)
        {
            faults.Add($"{function.Label} asks for AuthorizationLevel.{trigger.AuthLevel}. This host knows Anonymous, Function and Admin.");
            return null;
        }

        var route = trigger.Route ?? function.Name;
        try
        {
            var pattern = RoutePatternFactory.Parse(prefix.Length == 0 ? route : $"{prefix}/{route}");
            return new HttpRoute(function, pattern, [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())], trigger.AuthLevel);
        }
        catch (RoutePatternException e)
        {
            faults.Add($"{function.Label} has the route '{route}', which can't be read: {e.Message}");
            return null;
        }
    }

    private bool Overlaps(HttpRoute other) =>
        _shape.Equals(other._shape, StringComparison.OrdinalIgnoreCase)
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods).Any());

    private static string ShapeOf(RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(
        part => part is RoutePatternParameterPart parameter
            ? $"{{{(parameter.IsCatchAll ? "*" : "")}{string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content))}}}"
            : part is RoutePatternLiteralPart literal ? literal.Content : "."))));
}
