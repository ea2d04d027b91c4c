namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>One page of a list.</summary>
/// <param name="Nodes">The page.</param>
/// <param name="HasNextPage">Whether more follow.</param>
/// <param name="EndCursor">What leads to them; null for an empty page.</param>
internal sealed record GraphQlConnection(IReadOnlyList<object> Nodes, bool HasNextPage, string? EndCursor)
{
    /// <summary>The most nodes that one page may have.</summary>
    public const int FirstMax = 250;

    /// <summary>The page of a list that is wholly at hand: the cursor is a position.</summary>
    public static GraphQlConnection Page(GraphQlField field, IReadOnlyList<object> all)
    {
        var first = FirstOf(field);
        var start = int.TryParse(field.Text("after"), out var position) ? position : 0;
        var nodes = all.Skip(start).Take(first).ToList();
        var end = start + nodes.Count;
        return new GraphQlConnection(nodes, end < all.Count, nodes.Count == 0 ? null : $"{end}");
    }

    public static int FirstOf(GraphQlField field) => field.Number("first") is { } first and > 0 and <= FirstMax
        ? first
        : throw new GraphQlException("BAD_REQUEST", $"{field.Name} needs 'first' from 1 to {FirstMax}.");
}
