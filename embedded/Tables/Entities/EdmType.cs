namespace EmbeddedFunctions.Tables.Entities;

/// <summary>The property types of the table service. The numbers are stored.</summary>
internal enum EdmType : byte
{
    String = 1,
    Boolean = 2,
    Int32 = 3,
    Int64 = 4,
    Double = 5,
    DateTime = 6,
    Guid = 7,
    Binary = 8,
}
