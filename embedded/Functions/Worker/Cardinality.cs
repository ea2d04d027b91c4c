namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Whether a function takes one item or many at a time.</summary>
public enum Cardinality
{
    Many,
    One,
}
