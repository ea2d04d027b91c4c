using System.Reflection;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>Gets a property's value as one .NET type.</summary>
internal delegate T ReadProperty<out T>(in EntityReader property);

/// <summary>The ways to get a property's value, by the type of the member it goes to.</summary>
internal static class PropertyRead
{
    private static readonly Dictionary<Type, Delegate> Reads = new()
    {
        [typeof(string)] = new ReadProperty<string>((in property) => property.AsString()),
        [typeof(bool)] = new ReadProperty<bool>((in property) => property.AsBoolean()),
        [typeof(int)] = new ReadProperty<int>((in property) => property.AsInt32()),
        [typeof(long)] = new ReadProperty<long>((in property) => property.AsInt64()),
        [typeof(double)] = new ReadProperty<double>((in property) => property.AsDouble()),
        [typeof(DateTime)] = new ReadProperty<DateTime>((in property) => property.AsDateTime()),
        [typeof(DateTimeOffset)] = new ReadProperty<DateTimeOffset>((in property) => property.AsDateTimeOffset()),
        [typeof(Guid)] = new ReadProperty<Guid>((in property) => property.AsGuid()),
        [typeof(byte[])] = new ReadProperty<byte[]>((in property) => property.AsBytes()),
        [typeof(BinaryData)] = new ReadProperty<BinaryData>((in property) => property.AsBinaryData()),
    };

    /// <returns>A <see cref="ReadProperty{T}"/> of the type; null if the service has nothing that becomes it.</returns>
    public static Delegate? For(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return For(underlying) is { } read ? Invoke(nameof(OrNull), underlying, read) : null;
        }

        return type.IsEnum ? Invoke(nameof(ByName), type) : Reads.GetValueOrDefault(type);
    }

    private static Delegate Invoke(string method, Type type, params object[] arguments) =>
        (Delegate)typeof(PropertyRead).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(null, arguments)!;

    private static ReadProperty<T?> OrNull<T>(ReadProperty<T> read)
        where T : struct => (in property) => read(in property);

    private static ReadProperty<T> ByName<T>()
        where T : struct, Enum => (in property) => Enum.Parse<T>(property.AsString());
}
