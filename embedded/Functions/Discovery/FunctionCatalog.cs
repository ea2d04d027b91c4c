using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace EmbeddedFunctions.Functions;

/// <summary>Finds the functions of an app.</summary>
internal static class FunctionCatalog
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The functions, ordered by name. Those with a fault are left out.</summary>
    public static IReadOnlyList<FunctionMethod> Find(IEnumerable<Type> types, List<string> faults)
    {
        var functions = new Dictionary<string, FunctionMethod>(StringComparer.OrdinalIgnoreCase);
        var methods = types.Where(type => !type.IsInterface)
            .SelectMany(type => type.GetMethods(Declared))
            .OrderBy(method => $"{method.DeclaringType!.FullName}.{method.Name}", StringComparer.Ordinal);
        foreach (var method in methods)
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute && Read(method, attribute.Name, faults) is { } function
                && !functions.TryAdd(function.Name, function))
            {
                faults.Add($"{function.Label} has the name of {functions[function.Name].Label}. Names are unique, whatever their case.");
            }
        }

        return [.. functions.Values.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static FunctionMethod? Read(MethodInfo method, string name, List<string> faults)
    {
        var label = $"Function '{name}' ({method.DeclaringType!.Name}.{method.Name})";
        var before = faults.Count;
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

        return faults.Count > before ? null : new FunctionMethod(name, method, triggers[0].Parameter, triggers[0].Trigger!);
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
}
