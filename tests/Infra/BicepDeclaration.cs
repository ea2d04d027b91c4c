namespace StockFlow.Tests.Infra;

/// <summary>One statement of a Bicep file.</summary>
/// <param name="Kind">param, var, resource, module, output, type, import, using, targetScope.</param>
/// <param name="Name">Its symbol; for using the path.</param>
/// <param name="Source">A resource's type and version, a module's or import's path.</param>
/// <param name="Value">What is after the equals sign.</param>
/// <param name="Decorators">What is said above it with an at sign.</param>
internal sealed record BicepDeclaration(
    string Kind, string Name, string? Source, BicepType? Type, BicepNode? Value, IReadOnlyList<BicepNode.Call> Decorators, int Line)
{
    /// <summary>The object of a resource or module, whether or not it is made in a loop or on a condition.</summary>
    public BicepNode.Map? Body => Value switch
    {
        BicepNode.Map map => map,
        BicepNode.If { Body: BicepNode.Map map } => map,
        BicepNode.For { Body: BicepNode.Map map } => map,
        BicepNode.For { Body: BicepNode.If { Body: BicepNode.Map map } } => map,
        _ => null,
    };
}
