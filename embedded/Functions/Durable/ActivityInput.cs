using Microsoft.DurableTask;

namespace EmbeddedFunctions.Functions;

/// <summary>An activity's input as the engine keeps it.</summary>
/// <param name="Text">Null for no input.</param>
internal sealed record ActivityInput(string? Text, DataConverter Converter)
{
    public object? Read(Type type) =>
        Text is not null ? Converter.Deserialize(Text, type)
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}
