using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>One location as the merchant configured it under <c>StockFlow__Locations__{id}__…</c>.</summary>
/// <param name="Id">Where.</param>
/// <param name="Priority">Which location serves first: the lowest number, from 0 to 1,000,000. Default: 100.</param>
/// <param name="BufferUnits">Units of every SKU that no channel is shown from there. Zero or more; default: 0.</param>
public sealed record LocationSettings(LocationId Id, int Priority, int BufferUnits = 0)
{
    public const int PriorityDefault = 100;
}
