using System.Text.Json;

namespace StockFlow.Storage;

/// <summary>How reading a stored record fails when it is not of the form that we write.</summary>
internal static class UnreadableRecord
{
    public static bool Is(Exception e) =>
        e is FormatException or InvalidDataException or ArgumentException or OverflowException or IndexOutOfRangeException or JsonException;

    /// <summary>Whether it is that, or a property that is missing or of another type.</summary>
    public static bool IsRow(Exception e) =>
        Is(e) || e is (InvalidOperationException and not ObjectDisposedException) or InvalidCastException or NullReferenceException;
}
