using System.Text.Json;

namespace StockFlow.Storage;

/// <summary>How reading a stored record fails when it is not of the form that we write.</summary>
internal static class UnreadableRecord
{
    public static bool Is(Exception e) =>
        e is FormatException or InvalidDataException or ArgumentException or OverflowException or IndexOutOfRangeException or JsonException;
}
