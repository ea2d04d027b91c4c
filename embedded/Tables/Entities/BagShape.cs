using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>The shape of <see cref="TableEntity"/>: every entry is a property, whatever it is.</summary>
internal sealed class BagShape : EntityShape<TableEntity>
{
    /// <summary>Programs have few property names; a program that makes them up from data must not fill memory.</summary>
    private const int KnownNamesMax = 4_096;

    private static readonly ConcurrentDictionary<string, PropertyName> KnownNames = new(StringComparer.Ordinal);

    public override void Write(ITableEntity entity, EntityWriter writer)
    {
        foreach (var (name, value) in ((TableEntity)entity).Entries)
        {
            if (name is not (nameof(TableEntity.PartitionKey) or nameof(TableEntity.RowKey) or nameof(TableEntity.Timestamp) or TableEntity.ETagName))
            {
                writer.AddObject(NameOf(name), value);
            }
        }
    }

    public override TableEntity Read(in EntityHead head, ReadOnlySpan<byte> properties, Selection? select)
    {
        var entity = new TableEntity();
        entity.ETag = head.ETag;
        if (head.PartitionKey is not null)
        {
            entity.PartitionKey = head.PartitionKey;
        }

        if (head.RowKey is not null)
        {
            entity.RowKey = head.RowKey;
        }

        if (head.Timestamp is not null)
        {
            entity.Timestamp = head.Timestamp;
        }

        var reader = new EntityReader(properties);
        while (reader.Next())
        {
            if (select is null || select.Contains(reader.Name))
            {
                entity.Set(reader.NameText, reader.AsObject());
            }
        }

        return entity;
    }

    private static PropertyName NameOf(string name)
    {
        if (KnownNames.TryGetValue(name, out var known))
        {
            return known;
        }

        var made = new PropertyName(name);
        return KnownNames.Count < KnownNamesMax ? KnownNames.GetOrAdd(name, made) : made;
    }
}
