namespace EmbeddedFunctions.Tables.Filters;

/// <summary>Key ranges, both ends included, that hold everything a condition can match.</summary>
internal readonly record struct FilterRange(KeyRange PartitionKey, KeyRange RowKey)
{
    public static readonly FilterRange Everything = new(KeyRange.Everything, KeyRange.Everything);

    /// <summary>What both hold.</summary>
    public FilterRange Intersect(in FilterRange other) =>
        new(PartitionKey.Intersect(other.PartitionKey), RowKey.Intersect(other.RowKey));

    /// <summary>The smallest range that holds what either holds.</summary>
    public FilterRange Span(in FilterRange other) =>
        new(PartitionKey.Span(other.PartitionKey), RowKey.Span(other.RowKey));
}
