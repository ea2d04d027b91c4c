namespace EmbeddedFunctions.Tables.Filters;

/// <summary>A condition on an entity.</summary>
internal abstract class FilterNode
{
    public abstract bool Matches(in FilterRow row);

    /// <summary>The keys outside of which nothing can match.</summary>
    public virtual FilterRange Range => FilterRange.Everything;
}
