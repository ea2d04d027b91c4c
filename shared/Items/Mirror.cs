using System.Collections.Immutable;
using Azure;
using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>A partition as it was read.</summary>
/// <param name="Rows">Everything that was there at that version, and maybe something newer.</param>
/// <param name="Version">Grows by 1 with every write to the partition; 0 before the first.</param>
/// <param name="ETag">Of the version; what is written by it is decided on exactly these rows.</param>
/// <param name="ReadAt">By <see cref="TimeProvider.GetTimestamp"/>, before the read.</param>
internal sealed record Mirror<T>(ImmutableDictionary<Sku, T> Rows, long Version, ETag ETag, long ReadAt);
