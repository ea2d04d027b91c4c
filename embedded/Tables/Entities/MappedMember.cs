using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Serialization;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>
/// One public property or field of a mapped type. <c>[IgnoreDataMember]</c> leaves it out, <c>[DataMember(Name = …)]</c> stores it under another name.
/// </summary>
internal sealed class MappedMember
{
    private readonly MemberInfo _member;
    private readonly Type _type;
    private readonly Type _underlying;

    private MappedMember(MemberInfo member, Type type)
    {
        _member = member;
        _type = type;
        _underlying = Nullable.GetUnderlyingType(type) ?? type;
        Name = new PropertyName(member.GetCustomAttribute<DataMemberAttribute>()?.Name ?? member.Name);
    }

    public PropertyName Name { get; }

    public Type Type => _type;

    public static IReadOnlyList<MappedMember> Of(Type type)
    {
        var found = new List<MappedMember>();
        foreach (var member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public))
        {
            if (member.IsDefined(typeof(IgnoreDataMemberAttribute)) || IsOfInterface(member.Name))
            {
                continue;
            }

            switch (member)
            {
                case PropertyInfo { GetMethod.IsPublic: true } property when property.GetIndexParameters().Length == 0:
                    found.Add(new MappedMember(property, property.PropertyType));
                    break;
                case FieldInfo field:
                    found.Add(new MappedMember(field, field.FieldType));
                    break;
                default:
                    break;
            }
        }

        return found;
    }

    /// <summary>Code that adds the member's value to a writer; a null value adds nothing.</summary>
    public Expression WriteFrom(Expression entity, Expression writer)
    {
        Expression value = Expression.MakeMemberAccess(entity, _member);
        if (_underlying == _type)
        {
            return Add(writer, value);
        }

        return Expression.IfThen(Expression.Property(value, "HasValue"), Add(writer, Expression.Property(value, "Value")));
    }

    /// <summary>Code that sets the member, as an <see cref="Action{T1, T2}"/> of entity and value; null if it can't be set.</summary>
    public Delegate? CompileSet(Type entityType)
    {
        if (_member is not (PropertyInfo { SetMethod: not null } or FieldInfo { IsInitOnly: false }))
        {
            return null;
        }

        var entity = Expression.Parameter(entityType, "entity");
        var value = Expression.Parameter(_type, "value");
        var body = Expression.Assign(Expression.MakeMemberAccess(entity, _member), value);
        return Expression.Lambda(typeof(Action<,>).MakeGenericType(entityType, _type), body, entity, value).Compile();
    }

    private static bool IsOfInterface(string name) =>
        name is nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey) or nameof(ITableEntity.Timestamp) or nameof(ITableEntity.ETag);

    private Expression Add(Expression writer, Expression value)
    {
        if (_underlying.IsEnum)
        {
            value = Expression.Call(value, typeof(object).GetMethod(nameof(ToString), [])!);
        }

        var add = typeof(EntityWriter).GetMethod(nameof(EntityWriter.Add), [typeof(PropertyName), value.Type])
            ?? throw EntityWriter.Unsupported(Name.Text, _type);
        return Expression.Call(writer, add, Expression.Constant(Name), value);
    }
}
