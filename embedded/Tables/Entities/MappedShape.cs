using System.Linq.Expressions;
using System.Reflection;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>The shape of a type of the app's own, with accessors compiled once.</summary>
internal sealed class MappedShape<T> : EntityShape<T>
    where T : class, ITableEntity
{
    private readonly PropertyName[] _names;
    private readonly Assign?[] _assigns;
    private readonly Action<T, EntityWriter> _write;
    private readonly Func<T> _create;

    public MappedShape()
    {
        var members = MappedMember.Of(typeof(T));
        _names = [.. members.Select(member => member.Name)];
        _assigns = [.. members.Select(CompileAssign)];
        _write = CompileWrite(members);
        _create = CompileCreate();
    }

    private delegate void Assign(T entity, in EntityReader property);

    public override void Write(ITableEntity entity, EntityWriter writer) => _write((T)entity, writer);

    public override T Read(in EntityHead head, ReadOnlySpan<byte> properties, Selection? select)
    {
        var entity = _create();
        entity.PartitionKey = head.PartitionKey!;
        entity.RowKey = head.RowKey!;
        entity.Timestamp = head.Timestamp;
        entity.ETag = head.ETag;
        var reader = new EntityReader(properties);
        var expected = 0;
        while (reader.Next())
        {
            var index = Find(reader.Name, expected);
            if (index < 0)
            {
                continue;
            }

            expected = index + 1;
            if (select is null || select.Contains(reader.Name))
            {
                _assigns[index]?.Invoke(entity, in reader);
            }
        }

        return entity;
    }

    /// <summary>Properties mostly come in the order of the members, so the search begins after the last one found.</summary>
    private int Find(ReadOnlySpan<byte> name, int expected)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            var index = expected + i < _names.Length ? expected + i : expected + i - _names.Length;
            if (name.SequenceEqual(_names[index].Utf8))
            {
                return index;
            }
        }

        return -1;
    }

    private static Action<T, EntityWriter> CompileWrite(IReadOnlyList<MappedMember> members)
    {
        var entity = Expression.Parameter(typeof(T), "entity");
        var writer = Expression.Parameter(typeof(EntityWriter), "writer");
        var body = Expression.Block(typeof(void), members.Select(member => member.WriteFrom(entity, writer)).Append(Expression.Empty()));
        return Expression.Lambda<Action<T, EntityWriter>>(body, entity, writer).Compile();
    }

    private static Assign? CompileAssign(MappedMember member)
    {
        if (member.CompileSet(typeof(T)) is not { } set || PropertyRead.For(member.Type) is not { } read)
        {
            return null;
        }

        var join = typeof(MappedShape<T>).GetMethod(nameof(Join), BindingFlags.Static | BindingFlags.NonPublic)!;
        return (Assign)join.MakeGenericMethod(member.Type).Invoke(null, [set, read])!;
    }

    private static Assign Join<TValue>(Action<T, TValue> set, ReadProperty<TValue> read) =>
        (entity, in property) => set(entity, read(in property));

    private static Func<T> CompileCreate()
    {
        var constructor = typeof(T).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []);
        return constructor is null
            ? () => throw new MissingMethodException($"{typeof(T)} can't be read from a table: it has no parameterless constructor.")
            : Expression.Lambda<Func<T>>(Expression.New(constructor)).Compile();
    }
}
