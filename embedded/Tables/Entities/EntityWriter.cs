using System.Buffers.Binary;
using System.Text;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>
/// Encodes an entity's properties (all but the keys, the timestamp and the ETag) as bytes: for each, the length of its name, the name, its
/// type, its value. Lengths are LEB128 numbers, names and strings UTF-8, numbers little-endian. Null properties are left out, as the service does.
/// </summary>
internal sealed class EntityWriter
{
    private const int LengthMax = 5;

    [ThreadStatic]
    private static EntityWriter? _ofThread;

    private byte[] _buffer = new byte[1_024];
    private int _length;

    /// <summary>This thread's writer, emptied.</summary>
    public static EntityWriter Rent()
    {
        var writer = _ofThread ??= new EntityWriter();
        writer._length = 0;
        return writer;
    }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    public void Add(PropertyName name, string? value)
    {
        if (value is not null)
        {
            Begin(name.Utf8, EdmType.String);
            Text(value);
        }
    }

    public void Add(PropertyName name, bool value)
    {
        Begin(name.Utf8, EdmType.Boolean);
        Reserve(1)[0] = value ? (byte)1 : (byte)0;
    }

    public void Add(PropertyName name, int value)
    {
        Begin(name.Utf8, EdmType.Int32);
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);
    }

    public void Add(PropertyName name, long value)
    {
        Begin(name.Utf8, EdmType.Int64);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
    }

    public void Add(PropertyName name, double value)
    {
        Begin(name.Utf8, EdmType.Double);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
    }

    /// <exception cref="NotSupportedException">The kind is not UTC: the service stores UTC only, and guessing would shift the time.</exception>
    public void Add(PropertyName name, DateTime value)
    {
        if (value.Kind != DateTimeKind.Utc)
        {
            throw new NotSupportedException(
                $"Property '{name.Text}' holds a DateTime of kind {value.Kind}. Tables store UTC: use DateTime.SpecifyKind or ToUniversalTime first.");
        }

        Begin(name.Utf8, EdmType.DateTime);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value.Ticks);
    }

    public void Add(PropertyName name, DateTimeOffset value)
    {
        Begin(name.Utf8, EdmType.DateTime);
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value.UtcTicks);
    }

    public void Add(PropertyName name, Guid value)
    {
        Begin(name.Utf8, EdmType.Guid);
        value.TryWriteBytes(Reserve(16));
    }

    public void Add(PropertyName name, byte[]? value)
    {
        if (value is not null)
        {
            Begin(name.Utf8, EdmType.Binary);
            Bytes(value);
        }
    }

    public void Add(PropertyName name, BinaryData? value)
    {
        if (value is not null)
        {
            Begin(name.Utf8, EdmType.Binary);
            Bytes(value.ToMemory().Span);
        }
    }

    /// <summary>Adds a value whose type is known only now; null adds nothing.</summary>
    /// <exception cref="NotSupportedException">The service has no such property type.</exception>
    public void AddObject(PropertyName name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: Add(name, text); break;
            case bool flag: Add(name, flag); break;
            case int number: Add(name, number); break;
            case long number: Add(name, number); break;
            case double number: Add(name, number); break;
            case DateTimeOffset time: Add(name, time); break;
            case DateTime time: Add(name, time); break;
            case Guid guid: Add(name, guid); break;
            case byte[] bytes: Add(name, bytes); break;
            case BinaryData data: Add(name, data); break;
            default: throw Unsupported(name.Text, value.GetType());
        }
    }

    /// <summary>Adds a property as it was read.</summary>
    public void Copy(in EntityReader property)
    {
        var bytes = property.Raw;
        bytes.CopyTo(Reserve(bytes.Length));
    }

    internal static NotSupportedException Unsupported(string name, Type type) => new(
        $"Property '{name}' is of type {type}, which tables can't store. They store string, bool, int, long, double, DateTime in UTC, DateTimeOffset, Guid, byte[] and BinaryData; mapped types also enums, as their names.");

    private void Begin(ReadOnlySpan<byte> name, EdmType type)
    {
        Bytes(name);
        Reserve(1)[0] = (byte)type;
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        Length(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    private void Text(string value)
    {
        Length(Encoding.UTF8.GetByteCount(value));
        Grow(Encoding.UTF8.GetMaxByteCount(value.Length));
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    private void Length(int value)
    {
        Grow(LengthMax);
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            _buffer[_length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        _buffer[_length++] = (byte)rest;
    }

    private Span<byte> Reserve(int bytes)
    {
        Grow(bytes);
        var span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }

    private void Grow(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }
}
