namespace EmbeddedFunctions.Functions;

/// <summary>Finds the value of one parameter for an invocation.</summary>
internal delegate ValueTask<object?> ParameterBinder(Invocation invocation);
