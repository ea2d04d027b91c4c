namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A binding that takes one item or many at a time.</summary>
public interface ISupportCardinality
{
    Cardinality Cardinality { get; set; }
}
