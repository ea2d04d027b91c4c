namespace StockFlow.Simulator.Replay;

/// <summary>What became of the lines of all orders. Each line is counted once, under the first that applies.</summary>
/// <param name="Quarantined">Waiting for their SKU to become known.</param>
/// <param name="Short">Not to be had in full.</param>
/// <param name="Backordered">Promised beyond what is there.</param>
/// <param name="Cancelled">Of orders called off before anything left, or rejected whole.</param>
/// <param name="Reserved">Held or shipped in full.</param>
public sealed record LineCounts(int Quarantined, int Short, int Backordered, int Cancelled, int Reserved)
{
    internal static async Task<LineCounts> ReadAsync(SimulatedWorld world, CancellationToken cancellationToken)
    {
        var counts = new LineCounts(0, 0, 0, 0, 0);
        foreach (var shop in world.Shops.Values)
        {
            foreach (var order in shop.Books.Orders)
            {
                var reading = await world.Merchant.OrderAsync(shop.Id, order.Id, cancellationToken);
                foreach (var line in order.Lines)
                {
                    var read = reading?.Lines.GetValueOrDefault(line.Id);
                    counts = (order, read) switch
                    {
                        (_, { IsQuarantined: true }) => counts with { Quarantined = counts.Quarantined + 1 },
                        ({ CancelledAt: not null, Shipments.Count: 0 }, _) => counts with { Cancelled = counts.Cancelled + 1 },
                        (_, { ShortUnits: > 0 }) => counts with { Short = counts.Short + 1 },
                        (_, { BackorderedUnits: > 0 }) => counts with { Backordered = counts.Backordered + 1 },
                        _ => counts with { Reserved = counts.Reserved + 1 },
                    };
                }
            }
        }

        return counts;
    }
}
