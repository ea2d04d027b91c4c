namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a public method a function.</summary>
/// <param name="name">Unique in the app, whatever the case of its letters.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
