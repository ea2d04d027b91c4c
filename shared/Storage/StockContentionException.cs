using StockFlow.Stock;

namespace StockFlow.Storage;

/// <summary>
/// Other processes changed the SKU at every attempt, or the storage never said whether it wrote. Nothing is known to have been changed;
/// the same command may be sent again.
/// </summary>
public sealed class StockContentionException(Sku sku, int attempts, Exception? inner = null)
    : Exception($"A change of {sku} was not committed in {attempts} attempts.", inner)
{
    public Sku Sku { get; } = sku;
}
