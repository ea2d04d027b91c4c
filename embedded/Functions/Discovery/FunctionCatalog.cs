using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace EmbeddedFunctions.Functions;

/// <summary>Finds the functions of an app.</summary>
internal static class FunctionCatalog
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Read once in a process, however many hosts run in it: looking for attributes takes much of a start.</summary>
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Marked>> Known = new();

    /// <summary>The functions, ordered by name. Those with a fault are left out.</summary>
    public static IReadOnlyList<FunctionMethod> Find(IEnumerable<Type> types, List<string> faults)
    {
        var functions = new Dictionary<string, FunctionMethod>(StringComparer.OrdinalIgnoreCase);
        foreach (var marked in types.SelectMany(type => Known.GetOrAdd(type, MarkedIn)).OrderBy(marked => marked.Place, StringComparer.Ordinal))
        {
            faults.AddRange(marked.Faults);
            if (marked.Function is { } function && !functions.TryAdd(function.Name, function))
            {
                faults.Add($"{function.Label} has the name of {functions[function.Name].Label}. Names are unique, whatever their case.");
            }
        }

        return [.. functions.Values.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static IReadOnlyList<Marked> MarkedIn(Type type) => type.IsInterface ? [] :
        [.. type.GetMethods(Declared).Where(method => method.IsDefined(typeof(FunctionAttribute))).Select(Read)];

    private static Marked Read(MethodInfo method)
    {
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        var label = $"Function '{name}' ({method.DeclaringType!.Name}.{method.Name})";
        var faults = new List<string>();
        if (!IsValidName(name))
        {
            faults.Add($"{label}: a name begins with a letter and holds letters, digits, - and _, at most 127 of them.");
        }

        if (!method.IsPublic || !method.DeclaringType.IsVisible)
        {
            faults.Add($"{label} must be a public method of a public class.");
        }

        if (method.IsGenericMethodDefinition || method.DeclaringType.ContainsGenericParameters || (method.DeclaringType.IsAbstract && !method.IsStatic))
        {
            faults.Add($"{label} must not be generic, and its class neither generic nor abstract.");
        }

        if (HasOutputBinding(method))
        {
            faults.Add($"{label} has an output binding. This host has none: send or write in the function itself.");
        }

        var triggers = method.GetParameters()
            .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.Trigger is not null)
            .ToList();
        if (triggers.Count != 1)
        {
            faults.Add($"{label} has {triggers.Count} trigger parameters. Exactly one makes it run.");
        }

        var function = faults.Count > 0 ? null : new FunctionMethod(name, method, triggers[0].Parameter, triggers[0].Trigger!);
        return new Marked($"{method.DeclaringType.FullName}.{method.Name}", function, faults);
    }

    private static bool IsValidName(string name) =>
        name.Length is > 0 and <= 127 && char.IsAsciiLetter(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static bool HasOutputBinding(MethodInfo method)
    {
        var returned = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : method.ReturnType;
        return method.GetCustomAttribute<OutputBindingAttribute>() is not null
            || returned.GetProperties().Any(property => property.GetCustomAttribute<OutputBindingAttribute>() is not null);
    }

    /// <summary>A method that is marked as a function; null where it has faults.</summary>
    private sealed record Marked(string Place, FunctionMethod? Function, IReadOnlyList<string> Faults);
}
