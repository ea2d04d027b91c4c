using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.Filters;

/// <summary>One stored entity as a filter sees it: keys in UTF-8, properties encoded.</summary>
internal readonly ref struct FilterRow(ReadOnlySpan<byte> partitionKey, ReadOnlySpan<byte> rowKey, long timestampTicks, ReadOnlySpan<byte> properties)
{
    public readonly ReadOnlySpan<byte> PartitionKey = partitionKey;
    public readonly ReadOnlySpan<byte> RowKey = rowKey;
    public readonly long TimestampTicks = timestampTicks;

    private readonly ReadOnlySpan<byte> _properties = properties;

    /// <summary>Puts the reader on the property.</summary>
    /// <returns>False if the entity has no such property.</returns>
    public bool TryFind(ReadOnlySpan<byte> name, out EntityReader property)
    {
        property = new EntityReader(_properties);
        while (property.Next())
        {
            if (property.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
