using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>How entities of type <typeparamref name="T"/> are decoded.</summary>
internal abstract class EntityShape<T> : EntityShape
    where T : class, ITableEntity
{
    /// <param name="properties">As written by <see cref="EntityWriter"/>.</param>
    /// <param name="select">The properties wanted; null for all.</param>
    /// <exception cref="InvalidOperationException">A stored property is of another type than the entity's member.</exception>
    public abstract T Read(in EntityHead head, ReadOnlySpan<byte> properties, Selection? select);
}
