using StockFlow.Stock;

namespace StockFlow.Transfers;

/// <summary>A transfer as it is asked for.</summary>
/// <param name="Id">The originator's; the same id with the same content is done once.</param>
/// <param name="From">Where the units leave.</param>
/// <param name="To">Another location.</param>
/// <param name="Lines">1 to <see cref="StockTransfers.LinesMax"/> SKUs, each once, with 1 to <see cref="StockLimits.UnitsMax"/> units.</param>
/// <param name="Actor">Who, not part of the content; null where unknown.</param>
/// <param name="Reason">Why; null where none is given.</param>
public sealed record TransferPlan(
    TransferId Id, LocationId From, LocationId To, IReadOnlyList<(Sku Sku, int Units)> Lines, string? Actor, string? Reason)
{
    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        if (From == To || Lines.Count is 0 or > StockTransfers.LinesMax || Lines.Select(line => line.Sku).Distinct().Count() < Lines.Count)
        {
            throw new ArgumentException($"Transfer {Id} from {From} to {To} has {Lines.Count} lines; expected 1 to {StockTransfers.LinesMax} SKUs, each once, and two locations.");
        }

        if (Lines.Any(line => line.Units is < 1 or > StockLimits.UnitsMax))
        {
            throw new ArgumentException($"Transfer {Id} has a line of no units, or of more than {StockLimits.UnitsMax}.");
        }
    }
}
