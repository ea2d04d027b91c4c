namespace EmbeddedFunctions.Tables.Filters;

/// <summary>The comparisons of the filter language.</summary>
internal enum FilterOperator
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}
