using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>Entities as the service's JSON has them, to and from encoded properties.</summary>
internal static class EntityJson
{
    private const string TypeSuffix = "@odata.type";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static byte[] Write(string partitionKey, string rowKey, ReadOnlySpan<byte> properties)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(nameof(ITableEntity.PartitionKey), partitionKey);
            json.WriteString(nameof(ITableEntity.RowKey), rowKey);
            var reader = new EntityReader(properties);
            while (reader.Next())
            {
                WriteProperty(json, reader);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    public static T Read<T>(JsonElement entity, Selection? select)
        where T : class, ITableEntity
    {
        var writer = EntityWriter.Rent();
        var head = default(EntityHead);
        foreach (var property in entity.EnumerateObject())
        {
            switch (property.Name)
            {
                case "odata.etag":
                    head = head with { ETag = new ETag(property.Value.GetString()!) };
                    break;
                case nameof(ITableEntity.PartitionKey):
                    head = head with { PartitionKey = property.Value.GetString() };
                    break;
                case nameof(ITableEntity.RowKey):
                    head = head with { RowKey = property.Value.GetString() };
                    break;
                case nameof(ITableEntity.Timestamp):
                    head = head with { Timestamp = Time(property.Value) };
                    break;
                case var name when name.StartsWith("odata.", StringComparison.Ordinal) || name.EndsWith(TypeSuffix, StringComparison.Ordinal):
                    break;
                default:
                    ReadProperty(writer, entity, property);
                    break;
            }
        }

        return EntityShape.Of<T>().Read(head, writer.Written, select);
    }

    private static void WriteProperty(Utf8JsonWriter json, in EntityReader property)
    {
        var name = property.NameText;
        switch (property.Type)
        {
            case EdmType.String:
                json.WriteString(name, property.Value);
                break;
            case EdmType.Boolean:
                json.WriteBoolean(name, property.AsBoolean());
                break;
            case EdmType.Int32:
                json.WriteNumber(name, property.AsInt32());
                break;
            case EdmType.Int64:
                Annotated(json, name, "Edm.Int64", property.AsInt64().ToString(CultureInfo.InvariantCulture));
                break;
            case EdmType.Double:
                WriteDouble(json, name, property.AsDouble());
                break;
            case EdmType.DateTime:
                Annotated(json, name, "Edm.DateTime", property.AsDateTime().ToString(TimeFormat, CultureInfo.InvariantCulture));
                break;
            case EdmType.Guid:
                Annotated(json, name, "Edm.Guid", property.AsGuid().ToString("D"));
                break;
            default:
                Annotated(json, name, "Edm.Binary", Convert.ToBase64String(property.Value));
                break;
        }
    }

    /// <summary>What is no number in JSON travels as its name.</summary>
    private static void WriteDouble(Utf8JsonWriter json, string name, double value)
    {
        json.WriteString(name + TypeSuffix, "Edm.Double");
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }

    private static void Annotated(Utf8JsonWriter json, string name, string type, string value)
    {
        json.WriteString(name + TypeSuffix, type);
        json.WriteString(name, value);
    }

    private static void ReadProperty(EntityWriter writer, JsonElement entity, JsonProperty property)
    {
        var name = new PropertyName(property.Name);
        var value = property.Value;
        var type = entity.TryGetProperty(property.Name + TypeSuffix, out var annotation) ? annotation.GetString() : null;
        switch (type, value.ValueKind)
        {
            case (_, JsonValueKind.Null):
                break;
            case ("Edm.Int64", _):
                writer.Add(name, long.Parse(value.ToString(), CultureInfo.InvariantCulture));
                break;
            case ("Edm.Double", JsonValueKind.String):
                writer.Add(name, double.Parse(value.GetString()!, CultureInfo.InvariantCulture));
                break;
            case ("Edm.Double", _):
                writer.Add(name, value.GetDouble());
                break;
            case ("Edm.DateTime", _):
                writer.Add(name, Time(value));
                break;
            case ("Edm.Guid", _):
                writer.Add(name, value.GetGuid());
                break;
            case ("Edm.Binary", _):
                writer.Add(name, value.GetBytesFromBase64());
                break;
            case (_, JsonValueKind.True or JsonValueKind.False):
                writer.Add(name, value.GetBoolean());
                break;
            case (_, JsonValueKind.Number) when value.TryGetInt32(out var whole):
                writer.Add(name, whole);
                break;
            case (_, JsonValueKind.Number):
                writer.Add(name, value.GetDouble());
                break;
            case (_, JsonValueKind.String):
                writer.Add(name, value.GetString());
                break;
            default:
                throw new InvalidDataException($"Property '{property.Name}' came as JSON {value.ValueKind}, which no table property is.");
        }
    }

    private static DateTimeOffset Time(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
