using Microsoft.Extensions.DependencyInjection;

namespace EmbeddedFunctions.Functions;

/// <summary>Finds function classes that could not be constructed, before the first request does.</summary>
internal static class ConstructorCheck
{
    public static void Check(IEnumerable<FunctionMethod> functions, IServiceProvider services, List<string> faults)
    {
        var registered = services.GetRequiredService<IServiceProviderIsService>();
        foreach (var type in functions.Where(function => !function.Method.IsStatic).Select(function => function.Method.DeclaringType!).Distinct())
        {
            // With several constructors the container chooses; that is left to it.
            if (type.GetConstructors() is not [var constructor])
            {
                continue;
            }

            foreach (var parameter in constructor.GetParameters())
            {
                var isKeyed = parameter.IsDefined(typeof(FromKeyedServicesAttribute), inherit: false);
                if (!isKeyed && !parameter.HasDefaultValue && !registered.IsService(parameter.ParameterType))
                {
                    faults.Add($"The functions of {type.Name} need a {parameter.ParameterType.Name} ('{parameter.Name}'), which no service is registered for.");
                }
            }
        }
    }
}
