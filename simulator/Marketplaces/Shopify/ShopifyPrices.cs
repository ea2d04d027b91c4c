using System.Globalization;

namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>
/// The mutation productVariantsBulkUpdate of 2026-07, as far as prices go: one product a call, and with allowPartialUpdates the variants that
/// are right. Every item is a product with one variant, all with the item's number.
/// </summary>
internal sealed class ShopifyPrices(ShopBooks books, Faults faults)
{
    /// <returns>The mutation's payload.</returns>
    /// <exception cref="GraphQlException">The call breaks the schema.</exception>
    public IReadOnlyDictionary<string, object?> Set(GraphQlField field)
    {
        if (field.Argument("variants") is not List<object?> variants || field.Argument("allowPartialUpdates") is not true)
        {
            throw new GraphQlException("BAD_REQUEST", "This shop takes variants with allowPartialUpdates only.");
        }

        var product = ShopifyFields.Number(field.Text("productId"), "Product") ?? 0;
        if (books.Item(product) is null)
        {
            return Answer([Error(["productId"], "PRODUCT_DOES_NOT_EXIST", "Product does not exist")]);
        }

        books.CountPush();
        return Answer([.. variants.Select((variant, row) => Set(product, row, variant as IReadOnlyDictionary<string, object?>)).OfType<object>()]);
    }

    private object? Set(long product, int row, IReadOnlyDictionary<string, object?>? variant)
    {
        string[] At(string name) => ["variants", row.ToString(CultureInfo.InvariantCulture), name];
        if (ShopifyFields.Number(variant?.GetValueOrDefault("id") as string, "ProductVariant") != product)
        {
            return Error(At("id"), "PRODUCT_VARIANT_DOES_NOT_EXIST", "Product variant does not exist");
        }

        if (variant!.GetValueOrDefault("price") is not string text
            || !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var price))
        {
            return Error(At("price"), "INVALID_INPUT", "is not a number");
        }

        if (price < 0)
        {
            return Error(At("price"), "GREATER_THAN_OR_EQUAL_TO", "Price must be greater than or equal to 0");
        }

        if (faults.RefusesItem())
        {
            return Error(At("id"), "CANNOT_CURRENTLY_BE_CHANGED", "The variant cannot currently be changed.");
        }

        books.SetPrice(product, price);
        return null;
    }

    private static Dictionary<string, object?> Answer(List<object> errors) => new(StringComparer.Ordinal) { ["userErrors"] = errors };

    private static Dictionary<string, object?> Error(string[] field, string code, string message) => new(StringComparer.Ordinal)
    {
        ["field"] = field,
        ["code"] = code,
        ["message"] = message,
    };
}
