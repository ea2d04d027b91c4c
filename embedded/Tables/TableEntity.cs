using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>An entity as a bag of named values. Not for use on two threads at once.</summary>
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    internal const string ETagName = "odata.etag";

    private readonly Dictionary<string, object> _properties;

    public TableEntity()
        : this(null!)
    {
    }

    /// <param name="values">Copied; null stands for none.</param>
    public TableEntity(IDictionary<string, object> values)
    {
        _properties = values is null ? new(StringComparer.Ordinal) : new(values, StringComparer.Ordinal);
    }

    public TableEntity(string partitionKey, string rowKey)
        : this(null!)
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey))!;
        set => _properties[nameof(PartitionKey)] = value;
    }

    public string RowKey
    {
        get => GetString(nameof(RowKey))!;
        set => _properties[nameof(RowKey)] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => _properties[nameof(Timestamp)] = value!;
    }

    public ETag ETag
    {
        get => GetString(ETagName) is { } text ? new ETag(text) : default;
        set => _properties[ETagName] = value.ToString();
    }

    public ICollection<string> Keys => _properties.Keys;

    public int Count => _properties.Count;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    /// <summary>A property's value; null if it is not there.</summary>
    /// <exception cref="InvalidOperationException">
    /// A value of another type is set over an existing one. An int over a long or double becomes one; an int may become a long or double.
    /// </exception>
    public object? this[string key]
    {
        get => Get(key);
        set => _properties[key] = Coerce(key, value)!;
    }

    object IDictionary<string, object>.this[string key]
    {
        get => this[key]!;
        set => this[key] = value;
    }

    /// <exception cref="InvalidOperationException">The property is of another type; so it is for every typed getter.</exception>
    public string? GetString(string key) => (string?)Get(key, typeof(string));

    public bool? GetBoolean(string key) => (bool?)Get(key, typeof(bool));

    public int? GetInt32(string key) => (int?)Get(key, typeof(int));

    public long? GetInt64(string key) => (long?)Get(key, typeof(long));

    public double? GetDouble(string key) => (double?)Get(key, typeof(double));

    public Guid? GetGuid(string key) => (Guid?)Get(key, typeof(Guid));

    public byte[]? GetBinary(string key) => Get(key) is BinaryData data ? data.ToArray() : (byte[]?)Get(key, typeof(byte[]));

    public BinaryData? GetBinaryData(string key) => Get(key) is byte[] bytes ? new BinaryData(bytes) : (BinaryData?)Get(key, typeof(BinaryData));

    public DateTime? GetDateTime(string key) =>
        Get(key) is DateTimeOffset offset ? offset.UtcDateTime : (DateTime?)Get(key, typeof(DateTime));

    public DateTimeOffset? GetDateTimeOffset(string key) =>
        Get(key) is DateTime dateTime ? new DateTimeOffset(dateTime) : (DateTimeOffset?)Get(key, typeof(DateTimeOffset));

    /// <exception cref="InvalidOperationException">The name is taken by a value of another type.</exception>
    public void Add(string key, object value) => this[key] = value;

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) => _properties.TryGetValue(key, out value);

    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => this[item.Key] = item.Value;

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) => _properties.Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) =>
        ((ICollection<KeyValuePair<string, object>>)_properties).Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    /// <summary>Every property, for encoding.</summary>
    internal Dictionary<string, object> Entries => _properties;

    /// <summary>Sets without looking at the type that was there, for decoding.</summary>
    internal void Set(string key, object value) => _properties[key] = value;

    private object? Get(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return _properties.GetValueOrDefault(key);
    }

    private object? Get(string key, Type type)
    {
        var value = Get(key);
        return value is null || type.IsInstanceOfType(value)
            ? value
            : throw new InvalidOperationException($"Property '{key}' is of type {value.GetType()}, not {type}.");
    }

    private object? Coerce(string key, object? value)
    {
        var existing = Get(key);
        if (value is null || existing is null || existing.GetType().IsInstanceOfType(value))
        {
            return value;
        }

        return (existing, value) switch
        {
            (int, long or double) => value,
            (long, int number) => (long)number,
            (double, int number) => (double)number,
            _ => throw new InvalidOperationException(
                $"Property '{key}' is of type {existing.GetType()}; a value of type {value.GetType()} can't take its place. Remove the property first."),
        };
    }
}
