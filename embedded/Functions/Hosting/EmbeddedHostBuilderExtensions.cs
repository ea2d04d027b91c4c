using Microsoft.Azure.Functions.Worker.Builder;

namespace EmbeddedFunctions.Functions;

/// <summary>Choices that only the embedded host offers.</summary>
public static class EmbeddedHostBuilderExtensions
{
    /// <summary>Runs the functions of these classes alone, rather than all of the assembly that made the builder.</summary>
    public static FunctionsApplicationBuilder UseFunctionTypes(this FunctionsApplicationBuilder builder, params Type[] types)
    {
        builder.FunctionTypes = types;
        return builder;
    }
}
