using System.Globalization;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Reads what a shop lists: products page by page, each variable one followed by its variations.</summary>
internal sealed class WooListingReader(WooApi api)
{
    private const int VariationPagesMax = 20;

    public async Task<ListedPage> ReadPageAsync(string? pageToken, CancellationToken cancellationToken)
    {
        var page = pageToken is null ? 1 : int.Parse(pageToken, NumberStyles.None, CultureInfo.InvariantCulture);
        var answer = await api.GetAsync(
            "product page",
            $"/products?per_page=50&page={page}&orderby=id&order=asc&_fields=id,sku,type,manage_stock,stock_quantity",
            cancellationToken);
        var items = new List<ListedItem>();
        foreach (var product in answer.Read(WooJson.Default.ListWooProduct))
        {
            var id = IdOf(answer, product);
            items.Add(ToItem(new WooReference(null, id), product));
            if (product.IsVariable)
            {
                await AddVariationsAsync(items, id, cancellationToken);
            }
        }

        return new ListedPage(items, WooApi.HasMore(answer, page) ? (page + 1).ToString(CultureInfo.InvariantCulture) : null);
    }

    private async Task AddVariationsAsync(List<ListedItem> items, long parentId, CancellationToken cancellationToken)
    {
        for (var page = 1; ; page++)
        {
            var answer = await api.GetAsync(
                "variation page",
                $"/products/{parentId}/variations?per_page=100&page={page}&orderby=id&order=asc&_fields=id,sku,manage_stock,stock_quantity",
                cancellationToken);
            foreach (var variation in answer.Read(WooJson.Default.ListWooProduct))
            {
                items.Add(ToItem(new WooReference(parentId, IdOf(answer, variation)), variation));
            }

            if (!WooApi.HasMore(answer, page))
            {
                return;
            }

            if (page == VariationPagesMax)
            {
                throw answer.Failure(ChannelFailure.Rejected, $"has more than {VariationPagesMax} pages for product {parentId}");
            }
        }
    }

    private static long IdOf(ChannelAnswer answer, WooProduct product) =>
        product?.Id ?? throw answer.Failure(ChannelFailure.Rejected, "lists a product without id");

    private static ListedItem ToItem(WooReference reference, WooProduct product) =>
        new(reference.ToString(), string.IsNullOrWhiteSpace(product.Sku) ? null : product.Sku, product.Units);
}
