using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Counts;

/// <summary>Keys in the table of stocktakes.</summary>
internal static class CountKeys
{
    /// <summary>Lists the counts; may name one that never came to be.</summary>
    public const string Index = "=index";

    public const string Head = "head";

    public const string LinePrefix = "l_";

    /// <summary>Sorts right after every line.</summary>
    public const string LineEnd = "l`";

    private const string PartitionPrefix = "c_";

    public static string Partition(CountId count) => PartitionPrefix + count.Value;

    public static CountId CountOf(string partition) => CountId.Parse(partition[PartitionPrefix.Length..]);

    public static string Line(Sku sku, LocationId location) => $"{LinePrefix}{KeyText.From(sku.Value)}_{location}";

    /// <summary>A location has no underscore.</summary>
    public static (Sku Sku, LocationId Location) ToLine(string rowKey)
    {
        var at = rowKey.LastIndexOf('_');
        return (Sku.Parse(KeyText.ToText(rowKey[LinePrefix.Length..at])), LocationId.Parse(rowKey[(at + 1)..]));
    }
}
