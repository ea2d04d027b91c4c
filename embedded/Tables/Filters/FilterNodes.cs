using System.Text;
using Azure.Data.Tables;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.Filters;

/// <summary>No condition.</summary>
internal sealed class FilterEverything : FilterNode
{
    public override bool Matches(in FilterRow row) => true;
}

internal sealed class FilterAnd(FilterNode left, FilterNode right) : FilterNode
{
    public override FilterRange Range => left.Range.Intersect(right.Range);

    public override bool Matches(in FilterRow row) => left.Matches(row) && right.Matches(row);
}

internal sealed class FilterOr(FilterNode left, FilterNode right) : FilterNode
{
    /// <summary>An empty side matches nothing, so that only the other one counts.</summary>
    public override FilterRange Range
    {
        get
        {
            var (one, other) = (left.Range, right.Range);
            return one.PartitionKey.IsEmpty || one.RowKey.IsEmpty ? other
                : other.PartitionKey.IsEmpty || other.RowKey.IsEmpty ? one
                : one.Span(other);
        }
    }

    public override bool Matches(in FilterRow row) => left.Matches(row) || right.Matches(row);
}

internal sealed class FilterNot(FilterNode inner) : FilterNode
{
    public override bool Matches(in FilterRow row) => !inner.Matches(row);
}

/// <summary>A property against a constant. A property that is missing, or of a type with no order to the constant's, matches nothing.</summary>
internal sealed class FilterComparison(string property, FilterOperator @operator, FilterLiteral literal) : FilterNode
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(property);

    public override FilterRange Range => (property, literal.Type) switch
    {
        (nameof(ITableEntity.PartitionKey), EdmType.String) => FilterRange.Everything with { PartitionKey = KeyRangeOfLiteral() },
        (nameof(ITableEntity.RowKey), EdmType.String) => FilterRange.Everything with { RowKey = KeyRangeOfLiteral() },
        _ => FilterRange.Everything,
    };

    public override bool Matches(in FilterRow row) => Compare(row) is { } order && @operator switch
    {
        FilterOperator.Equal => order == 0,
        FilterOperator.NotEqual => order != 0,
        FilterOperator.Greater => order > 0,
        FilterOperator.GreaterOrEqual => order >= 0,
        FilterOperator.Less => order < 0,
        _ => order <= 0,
    };

    private int? Compare(in FilterRow row)
    {
        switch (property)
        {
            case nameof(ITableEntity.PartitionKey):
                return literal.Type == EdmType.String ? row.PartitionKey.SequenceCompareTo(literal.Bytes) : null;
            case nameof(ITableEntity.RowKey):
                return literal.Type == EdmType.String ? row.RowKey.SequenceCompareTo(literal.Bytes) : null;
            case nameof(ITableEntity.Timestamp):
                return literal.Type == EdmType.DateTime ? row.TimestampTicks.CompareTo(literal.Integer) : null;
            default:
                return row.TryFind(_name, out var found) ? literal.Compare(found) : null;
        }
    }

    private KeyRange KeyRangeOfLiteral() => @operator switch
    {
        FilterOperator.Equal => new(literal.Bytes, literal.Bytes),
        FilterOperator.Greater or FilterOperator.GreaterOrEqual => new(literal.Bytes, null),
        FilterOperator.Less or FilterOperator.LessOrEqual => new([], literal.Bytes),
        _ => KeyRange.Everything,
    };
}
