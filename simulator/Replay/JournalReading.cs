using System.Text.Json;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>One journal entry as the merchant API tells it.</summary>
/// <param name="Position">1, 2, 3 …</param>
/// <param name="At">When it was decided.</param>
/// <param name="Kind">Such as received or backordersFilled.</param>
/// <param name="CommandId">What it was done for.</param>
/// <param name="Order">The order it was for, as channel/order; null for a movement.</param>
/// <param name="Changes">The locations that changed, before and after.</param>
public sealed record JournalReading(
    long Position,
    DateTimeOffset At,
    string Kind,
    string CommandId,
    string? Order,
    IReadOnlyList<(LocationLevel Before, LocationLevel After)> Changes)
{
    public static JournalReading Of(JsonElement entry) => new(
        entry.GetProperty("position").GetInt64(),
        entry.GetProperty("at").GetDateTimeOffset(),
        entry.GetProperty("kind").GetString()!,
        entry.GetProperty("commandId").GetString()!,
        entry.TryGetProperty("order", out var order) ? order.GetString() : null,
        [.. entry.GetProperty("changes").EnumerateArray().Select(change => (Level(change.GetProperty("before")), Level(change.GetProperty("after"))))]);

    public static LocationLevel Level(JsonElement level) => new(
        LocationId.Parse(level.GetProperty("location").GetString()!),
        level.GetProperty("onHandUnits").GetInt32(),
        level.GetProperty("reservedUnits").GetInt32(),
        level.GetProperty("safetyStockUnits").GetInt32(),
        level.GetProperty("incomingUnits").GetInt32(),
        level.GetProperty("backorderedUnits").GetInt32());
}
