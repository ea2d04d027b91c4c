using System.Text;
using EmbeddedFunctions.Tables.Entities;

namespace EmbeddedFunctions.Tables.Filters;

/// <summary>A constant of a filter.</summary>
/// <param name="Bytes">UTF-8 of a string, the bytes of a binary or a GUID's text.</param>
/// <param name="Integer">A whole number, ticks of a time, or 0 and 1.</param>
internal sealed record FilterLiteral(EdmType Type, byte[] Bytes, long Integer, double Double)
{
    public static FilterLiteral Of(string value) => new(EdmType.String, Encoding.UTF8.GetBytes(value), 0, 0);

    public static FilterLiteral Of(bool value) => new(EdmType.Boolean, [], value ? 1 : 0, 0);

    public static FilterLiteral Of(int value) => new(EdmType.Int32, [], value, value);

    public static FilterLiteral Of(long value) => new(EdmType.Int64, [], value, value);

    public static FilterLiteral Of(double value) => new(EdmType.Double, [], 0, value);

    public static FilterLiteral Of(DateTimeOffset value) => new(EdmType.DateTime, [], value.UtcTicks, 0);

    public static FilterLiteral Of(Guid value) => new(EdmType.Guid, Encoding.ASCII.GetBytes(value.ToString("D")), 0, 0);

    public static FilterLiteral Of(byte[] value) => new(EdmType.Binary, value, 0, 0);

    /// <summary>The order of a property's value to this one; null if their types have no order, and then no comparison holds.</summary>
    /// <remarks>Whole numbers and doubles compare as numbers. Strings compare by code point, as keys are ordered.</remarks>
    public int? Compare(in EntityReader property) => (property.Type, Type) switch
    {
        (EdmType.String, EdmType.String) or (EdmType.Binary, EdmType.Binary) => property.Value.SequenceCompareTo(Bytes),
        (EdmType.Boolean, EdmType.Boolean) => (property.AsBoolean() ? 1L : 0L).CompareTo(Integer),
        (EdmType.DateTime, EdmType.DateTime) => property.AsDateTimeOffset().UtcTicks.CompareTo(Integer),
        (EdmType.Guid, EdmType.Guid) => string.CompareOrdinal(property.AsGuid().ToString("D"), Encoding.ASCII.GetString(Bytes)),
        (EdmType.Int32, EdmType.Int32 or EdmType.Int64) => ((long)property.AsInt32()).CompareTo(Integer),
        (EdmType.Int64, EdmType.Int32 or EdmType.Int64) => property.AsInt64().CompareTo(Integer),
        (EdmType.Int32, EdmType.Double) => Compare(property.AsInt32(), Double),
        (EdmType.Int64, EdmType.Double) => Compare(property.AsInt64(), Double),
        (EdmType.Double, EdmType.Int32 or EdmType.Int64 or EdmType.Double) => Compare(property.AsDouble(), Double),
        _ => null,
    };

    private static int? Compare(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);
}
