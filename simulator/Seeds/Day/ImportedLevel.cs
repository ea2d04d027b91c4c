using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A row of a file that set on hand.</summary>
/// <param name="CommandId">What its journal entry, if it changed anything, is named after.</param>
internal sealed record ImportedLevel(string CommandId, Sku Sku, LocationId Location, int OnHandUnits);
