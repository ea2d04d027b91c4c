using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>What one location offers of one SKU.</summary>
/// <param name="Level">On hand − reserved − safety stock is available.</param>
/// <param name="BufferUnits">What the location never shows.</param>
/// <param name="OfferedUnits">Available minus the buffer, which takes nothing below zero; negative only where available is.</param>
public sealed record PublishedLocation(LocationLevel Level, int BufferUnits, int OfferedUnits)
{
    public static PublishedLocation Of(LocationLevel level, int bufferUnits) => new(
        level,
        bufferUnits,
        level.AvailableUnits > 0 ? Math.Max(0, level.AvailableUnits - bufferUnits) : level.AvailableUnits);
}
