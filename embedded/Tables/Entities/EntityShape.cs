using System.Collections.Concurrent;
using System.Reflection;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>How entities of one .NET type are encoded. One instance per type, for the life of the process.</summary>
internal abstract class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Shapes = new();

    /// <summary>The shape of an entity's own type.</summary>
    public static EntityShape Of(ITableEntity entity) => Shapes.GetOrAdd(entity.GetType(), Make);

    public static EntityShape<T> Of<T>()
        where T : class, ITableEntity => (EntityShape<T>)Shapes.GetOrAdd(typeof(T), Make);

    /// <summary>Encodes the entity's properties.</summary>
    /// <exception cref="NotSupportedException">A property's type or value can't be stored.</exception>
    public abstract void Write(ITableEntity entity, EntityWriter writer);

    private static EntityShape Make(Type type)
    {
        if (type == typeof(TableEntity))
        {
            return new BagShape();
        }

        try
        {
            return (EntityShape)Activator.CreateInstance(typeof(MappedShape<>).MakeGenericType(type))!;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw e.InnerException;
        }
    }
}
