using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;

namespace StockFlow.Backups;

/// <summary>
/// A row as one line of JSON: table, keys, time, values. Text, truth values and 32-bit numbers stand as they are; what JSON has no form for
/// is an object of one member that names its type.
/// </summary>
internal static class RowText
{
    private const string Table = "t";
    private const string PartitionKey = "p";
    private const string RowKey = "r";
    private const string WrittenAt = "at";
    private const string Values = "v";

    private const string Int64 = "int64";
    private const string Time = "time";
    private const string Double = "double";
    private const string Binary = "binary";
    private const string Guid = "guid";

    /// <summary>What a read row has beside its own properties.</summary>
    private static readonly HashSet<string> SystemProperties = new(StringComparer.Ordinal) { "PartitionKey", "RowKey", "Timestamp", "odata.etag" };

    public static void Write(Utf8JsonWriter json, string table, TableEntity row)
    {
        json.WriteStartObject();
        json.WriteString(Table, table);
        json.WriteString(PartitionKey, row.PartitionKey);
        json.WriteString(RowKey, row.RowKey);
        if (row.Timestamp is { } at)
        {
            json.WriteString(WrittenAt, at.UtcDateTime);
        }

        json.WriteStartObject(Values);
        foreach (var (name, value) in row)
        {
            if (value is not null && !SystemProperties.Contains(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">The line is none of ours.</exception>
    public static BackupRow Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var entity = new TableEntity(root.GetProperty(PartitionKey).GetString()!, root.GetProperty(RowKey).GetString()!);
            if (root.TryGetProperty(WrittenAt, out var at))
            {
                entity.Timestamp = at.GetDateTimeOffset();
            }

            foreach (var property in root.GetProperty(Values).EnumerateObject())
            {
                entity[property.Name] = ReadValue(property.Value);
            }

            return new BackupRow(root.GetProperty(Table).GetString()!, entity);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException("The line is no row of a table.", e);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                WriteTyped(json, Int64, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteTyped(json, Double, number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                WriteTyped(json, Time, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                WriteTyped(json, Time, time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                WriteTyped(json, Binary, Convert.ToBase64String(bytes));
                break;
            case BinaryData bytes:
                WriteTyped(json, Binary, Convert.ToBase64String(bytes.ToMemory().Span));
                break;
            case Guid id:
                WriteTyped(json, Guid, id.ToString("D"));
                break;
            default:
                throw new InvalidOperationException($"{value.GetType().Name} is no type of a table's property.");
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string type, string value)
    {
        json.WriteStartObject();
        json.WriteString(type, value);
        json.WriteEndObject();
    }

    private static object ReadValue(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString()!;
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean();
            case JsonValueKind.Number:
                return value.GetInt32();
            default:
                var typed = value.EnumerateObject().Single();
                var text = typed.Value.GetString()!;
                return typed.Name switch
                {
                    Int64 => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                    Double => double.Parse(text, CultureInfo.InvariantCulture),
                    Time => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                    Binary => Convert.FromBase64String(text),
                    Guid => System.Guid.ParseExact(text, "D"),
                    _ => throw new FormatException($"{typed.Name} is no type of ours."),
                };
        }
    }
}
