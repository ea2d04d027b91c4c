using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>One location as the merchant configured it under <c>StockFlow__Locations__{id}__…</c>.</summary>
/// <param name="Id">Where.</param>
/// <param name="Priority">Which location serves first: the lowest number, from 0 to 1,000,000. Default: 100.</param>
public sealed record LocationSettings(LocationId Id, int Priority)
{
    public const int PriorityDefault = 100;
}
