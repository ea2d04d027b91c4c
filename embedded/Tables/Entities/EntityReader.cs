using System.Buffers.Binary;
using System.Text;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>Walks over the properties that an <see cref="EntityWriter"/> wrote.</summary>
internal ref struct EntityReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private int _start;
    private ReadOnlySpan<byte> _value;

    /// <summary>The name of the property that <see cref="Next"/> came to, in UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public EdmType Type { get; private set; }

    /// <summary>The whole property: name, type, value.</summary>
    public readonly ReadOnlySpan<byte> Raw => _bytes[_start.._position];

    /// <summary>The value's own bytes; for strings their UTF-8.</summary>
    public readonly ReadOnlySpan<byte> Value => _value;

    public readonly string NameText => Encoding.UTF8.GetString(Name);

    /// <summary>Moves to the next property.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidDataException">The bytes are not an encoded entity.</exception>
    public bool Next()
    {
        if (_position >= _bytes.Length)
        {
            return false;
        }

        _start = _position;
        Name = Take(Length());
        Type = (EdmType)Take(1)[0];
        _value = Take(Type switch
        {
            EdmType.Boolean => 1,
            EdmType.Int32 => 4,
            EdmType.Int64 or EdmType.Double or EdmType.DateTime => 8,
            EdmType.Guid => 16,
            EdmType.String or EdmType.Binary => Length(),
            _ => throw Damaged(),
        });
        return true;
    }

    public readonly string AsString() => Encoding.UTF8.GetString(Expect(EdmType.String));

    public readonly bool AsBoolean() => Expect(EdmType.Boolean)[0] != 0;

    public readonly int AsInt32() => BinaryPrimitives.ReadInt32LittleEndian(Expect(EdmType.Int32));

    public readonly long AsInt64() => BinaryPrimitives.ReadInt64LittleEndian(Expect(EdmType.Int64));

    /// <summary>A double; a 32-bit number becomes one, because a whole double may come back from the service as that.</summary>
    public readonly double AsDouble() => Type == EdmType.Int32 ? AsInt32() : BinaryPrimitives.ReadDoubleLittleEndian(Expect(EdmType.Double));

    public readonly DateTimeOffset AsDateTimeOffset() => new(BinaryPrimitives.ReadInt64LittleEndian(Expect(EdmType.DateTime)), TimeSpan.Zero);

    public readonly DateTime AsDateTime() => AsDateTimeOffset().UtcDateTime;

    public readonly Guid AsGuid() => new(Expect(EdmType.Guid));

    public readonly byte[] AsBytes() => Expect(EdmType.Binary).ToArray();

    public readonly BinaryData AsBinaryData() => new(AsBytes());

    public readonly object AsObject() => Type switch
    {
        EdmType.String => AsString(),
        EdmType.Boolean => AsBoolean(),
        EdmType.Int32 => AsInt32(),
        EdmType.Int64 => AsInt64(),
        EdmType.Double => AsDouble(),
        EdmType.DateTime => AsDateTimeOffset(),
        EdmType.Guid => AsGuid(),
        EdmType.Binary => AsBytes(),
        _ => throw Damaged(),
    };

    private static InvalidDataException Damaged() => new("A stored entity can't be read: its bytes are not an encoded entity.");

    private readonly ReadOnlySpan<byte> Expect(EdmType type) => Type == type
        ? _value
        : throw new InvalidOperationException($"Property '{NameText}' is stored as {Type}; the entity's member needs {type}.");

    private int Length()
    {
        var value = 0;
        for (var shift = 0; shift < 32; shift += 7)
        {
            var next = Take(1)[0];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _position)
        {
            throw Damaged();
        }

        var span = _bytes.Slice(_position, count);
        _position += count;
        return span;
    }
}
