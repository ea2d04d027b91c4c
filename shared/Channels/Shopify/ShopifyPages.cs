namespace StockFlow.Channels.Shopify;

/// <summary>Pages of GraphQL connections.</summary>
internal static class ShopifyPages
{
    /// <returns>The page's nodes, and the cursor of the next page or null on the last.</returns>
    /// <exception cref="ChannelException">The connection is missing, or says that it goes on without saying where.</exception>
    public static (IReadOnlyList<T> Nodes, string? After) Of<T>(ShopifyAnswer.Connection<T>? connection, ChannelId channel, ShopifyQuery query)
    {
        if (connection is not { Nodes: { } nodes, PageInfo: { } page } || (page.HasNextPage && string.IsNullOrEmpty(page.EndCursor)))
        {
            throw new ChannelException(ChannelFailure.Rejected, $"{channel}: {query.OperationName} answered without nodes or pageInfo.");
        }

        return (nodes, page.HasNextPage ? page.EndCursor : null);
    }
}
