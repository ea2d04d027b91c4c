using System.Buffers;
using System.Text;
using Azure.Data.Tables.Models;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>
/// The service's limits on one entity
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model, read 2026-11).
/// </summary>
internal static class EntityLimits
{
    public const int ActionsMax = 100;
    public const int TransactionBytesMax = 4 * 1_024 * 1_024;
    public const int PageSizeMax = 1_000;
    private const int KeyCharsMax = 512;
    private const int PropertiesMax = 252;
    private const int NameCharsMax = 255;
    private const int ValueBytesMax = 64 * 1_024;
    private const int EntityBytesMax = 1_024 * 1_024;
    private static readonly DateTime TimeMin = new(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly SearchValues<byte> NotInNames = SearchValues.Create(" !\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~"u8);
    private static readonly SearchValues<char> NotInKeys = SearchValues.Create(
        ['/', '\\', '#', '?', .. Enumerable.Range(0, 0xA0).Select(i => (char)i).Where(char.IsControl)]);

    /// <returns>Why the entity is refused, or null.</returns>
    public static TableFailure? Check(string partitionKey, string rowKey, ReadOnlySpan<byte> properties) =>
        CheckKey("PartitionKey", partitionKey) ?? CheckKey("RowKey", rowKey) ?? CheckProperties(partitionKey.Length + rowKey.Length, properties);

    public static TableFailure? CheckKey(string name, string value)
    {
        if (value.Length > KeyCharsMax)
        {
            return TableFailure.New(400, TableErrorCode.KeyValueTooLarge, $"The value of '{name}' is larger than 1 KiB, which is 512 characters.");
        }

        return value.AsSpan().ContainsAny(NotInKeys)
            ? TableFailure.New(400, TableErrorCode.OutOfRangeInput, $"The '{name}' parameter of value '{value}' is out of range.")
            : null;
    }

    private static TableFailure? CheckProperties(int keyChars, ReadOnlySpan<byte> properties)
    {
        // Sizes as the service counts them: 4 bytes for the entity, 8 for a property, names and strings in UTF-16.
        var size = 4 + (keyChars * 2);
        var count = 0;
        var reader = new EntityReader(properties);
        while (reader.Next())
        {
            if (++count > PropertiesMax)
            {
                return TableFailure.TooManyProperties;
            }

            if (CheckName(reader) is { } badName)
            {
                return badName;
            }

            if (CheckValue(reader, out var valueSize) is { } badValue)
            {
                return badValue;
            }

            size += 8 + (Encoding.UTF8.GetCharCount(reader.Name) * 2) + valueSize;
        }

        return size > EntityBytesMax ? TableFailure.EntityTooLarge : null;
    }

    private static TableFailure? CheckName(in EntityReader property)
    {
        var name = property.Name;
        if (name.Length > NameCharsMax && Encoding.UTF8.GetCharCount(name) > NameCharsMax)
        {
            return TableFailure.New(400, TableErrorCode.PropertyNameTooLong, "The property name exceeds the maximum allowed length of 255 characters.");
        }

        if (name.IsEmpty || char.IsAsciiDigit((char)name[0]) || name.ContainsAny(NotInNames))
        {
            return TableFailure.New(
                400, TableErrorCode.PropertyNameInvalid, $"The property name '{property.NameText}' is invalid: it must be a C# identifier.");
        }

        return null;
    }

    private static TableFailure? CheckValue(in EntityReader property, out int size)
    {
        size = property.Value.Length;
        switch (property.Type)
        {
            case EdmType.String:
                size = Encoding.UTF8.GetCharCount(property.Value) * 2;
                break;
            case EdmType.DateTime when property.AsDateTime() < TimeMin:
                return TableFailure.New(
                    400, TableErrorCode.OutOfRangeInput, $"The '{property.NameText}' parameter is out of range: times begin on 1601-01-01.");
            default:
                break;
        }

        return size <= ValueBytesMax ? null : TableFailure.New(
            400,
            TableErrorCode.PropertyValueTooLarge,
            "The property value exceeds the maximum allowed size (64KB). If the property value is a string, it is UTF-16 encoded and the maximum number of characters should be 32K or less.");
    }
}
